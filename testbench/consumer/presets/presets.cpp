// SPDX-License-Identifier: Apache-2.0
// Fills a tile's parameters from a preset that is installed with memvp, and says what its window is.
#include <exception>
#include <iostream>
#include <systemc>

#include "memvp/models/tiles/ecram_periphery.hpp"
#include "memvp/platforms/parameter_reader.hpp"
#include "memvp/platforms/platform_registry.hpp"

int sc_main(int, char**) {
  try {
    memvp::ecram_tile_parameters parameters;
    const memvp::preset_entry preset =
        memvp::load_preset(memvp::preset_group::device, "wox-2-4uS", {MEMVP_PLATFORM_FOLDER});
    memvp::parameter_reader reader(preset.settings);
    visit_parameters(reader, parameters);
    reader.reject_unknown_keys();
    std::cout << preset.file.string() << '\n'
              << parameters.device.minimum_conductance * 1e6 << " uS\n"
              << parameters.device.maximum_conductance * 1e6 << " uS\n";
  } catch (const std::exception& error) {
    std::cerr << "presets: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
