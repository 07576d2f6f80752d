// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/platform_registry.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "memvp/models/circuits/technology.hpp"
#include "memvp/models/physics/ecram_parameters.hpp"
#include "memvp/models/physics/ferroionic_parameters.hpp"
#include "memvp/platforms/parameter_description.hpp"
#include "memvp/platforms/parameter_reader.hpp"

namespace memvp {
namespace {

const std::vector<std::filesystem::path> source_folders{MEMVP_SOURCE_DIR "/platforms"};

template <class parameters_type>
parameters_type with_preset(const preset_entry& preset) {
  parameters_type parameters;
  parameter_reader reader(preset.settings);
  visit_parameters(reader, parameters);
  reader.reject_unknown_keys();
  return parameters;
}

ecram_device_parameters device(const std::string& name) {
  return with_preset<ecram_device_parameters>(load_preset(preset_group::device, name, source_folders));
}

/// Presets of the CuInP2S6 cell; all others are of ECRAM.
bool is_ferroionic(const preset_entry& preset) { return preset.name.compare(0, 5, "cips-") == 0; }

ferroionic_device_parameters ferroionic_device(const std::string& name) {
  return with_preset<ferroionic_device_parameters>(load_preset(preset_group::device, name, source_folders));
}

TEST(device_presets, each_is_a_valid_device) {
  const auto presets = find_presets(preset_group::device, source_folders);
  EXPECT_GE(presets.size(), 11U);
  for (const preset_entry& preset : presets) {
    SCOPED_TRACE(preset.name);
    if (is_ferroionic(preset))
      EXPECT_NO_THROW(check(with_preset<ferroionic_device_parameters>(preset)));
    else
      EXPECT_NO_THROW(check(with_preset<ecram_device_parameters>(preset)));
  }
}

// Step per 100 ms pulse of the six windows of doi 10.1038/s41467-023-41958-4, Fig. 2a: window / 100 pulses.
TEST(device_presets, the_six_windows_have_the_steps_of_the_paper) {
  const std::vector<std::pair<std::string, double>> steps{{"wox-0.1-0.2uS", 1e-9},  {"wox-0.4-1.0uS", 6e-9},
                                                          {"wox-2-4uS", 20e-9},     {"wox-15-30uS", 150e-9},
                                                          {"wox-60-100uS", 400e-9}, {"wox-170-230uS", 600e-9}};
  for (const auto& [name, step] : steps) {
    const ecram_device_parameters p = device(name);
    EXPECT_NEAR((p.maximum_conductance - p.minimum_conductance) / p.pulses_per_window, step, 1e-6 * step) << name;
    EXPECT_EQ(p.pulse_width, 0.1);
  }
}

TEST(device_presets, the_literature_presets_have_their_published_figures) {
  EXPECT_EQ(device("wox-ramp-150ms").pulse_width, 0.15);           // Fig. 1c
  EXPECT_EQ(device("wox-256-states").pulses_per_window, 255.0);    // Fig. 2c: 256 states
  EXPECT_EQ(device("protonic-wo3-zrox").pulse_width, 10e-6);       // doi 10.1038/s41928-023-00939-7
  EXPECT_EQ(device("soft-bounds-oxide").soft_bound_down, 0.7342);  // aihwkit EcRamMOPresetDevice
  EXPECT_EQ(device("soft-bounds-oxide").law, update_law::soft_bounds);
  EXPECT_EQ(device("adverse-retention").retention_time, 3600.0);
}

template <class parameters_type>
std::vector<std::string> values(parameters_type parameters) {
  describing_visitor describer;
  visit_parameters(describer, parameters);
  std::vector<std::string> texts;
  for (const auto& parameter : describer.parameters()) texts.push_back(parameter.key + " = " + parameter.value);
  return texts;
}

TEST(device_presets, the_published_pulses_of_the_ferroionic_cell_are_its_defaults) {
  EXPECT_EQ(values(ferroionic_device("cips-published")), values(ferroionic_device_parameters{}));
}

// doi 10.1038/s41467-024-55701-0, Fig. 2e,h, every time of a pulse divided by one factor; tau at least 1e5 pulses.
TEST(device_presets, the_what_if_shortens_every_pulse_and_pause_by_one_factor_and_nothing_else) {
  const ferroionic_device_parameters published;
  ferroionic_device_parameters what_if = ferroionic_device("cips-what-if");
  EXPECT_GE(what_if.relaxation_time / what_if.ion_set_width, 1e5);
  for (double ferroionic_device_parameters::*time :
       {&ferroionic_device_parameters::ferroelectric_width, &ferroionic_device_parameters::ferroelectric_gap,
        &ferroionic_device_parameters::ion_set_width, &ferroionic_device_parameters::ion_reset_width,
        &ferroionic_device_parameters::read_width, &ferroionic_device_parameters::set_filling_time,
        &ferroionic_device_parameters::reset_filling_time}) {
    EXPECT_NEAR(published.*time / (what_if.*time), 20000, 1e-6);
    what_if.*time = published.*time;
  }
  EXPECT_EQ(values(what_if), values(published));
}

TEST(technology_presets, the_130_nm_preset_is_the_default_set) {
  const auto preset = load_preset(preset_group::technology, "130nm", source_folders);
  EXPECT_EQ(values(with_preset<technology_parameters>(preset)), values(technology_parameters{}));
}

// Energy times (180/130) (1.8/1.3)^2, area times (180/130)^2: the scaling rule stated in the file.
TEST(technology_presets, the_180_nm_preset_follows_its_scaling_rule) {
  const auto p = with_preset<technology_parameters>(load_preset(preset_group::technology, "180nm", source_folders));
  const technology_parameters base;
  const double area = (180.0 / 130.0) * (180.0 / 130.0);
  const double energy = (180.0 / 130.0) * (1.8 / 1.3) * (1.8 / 1.3);
  EXPECT_NEAR(p.adc_area / base.adc_area, area, 2e-3 * area);
  EXPECT_NEAR(p.dac_bit_energy / base.dac_bit_energy, energy, 2e-3 * energy);
  EXPECT_NEAR(p.sram_word_energy / base.sram_word_energy, energy, 2e-3 * energy);
  EXPECT_NEAR(p.flip_flop_energy / base.flip_flop_energy, energy, 2e-3 * energy);
  EXPECT_NEAR(p.logic_gate_energy / base.logic_gate_energy, energy, 2e-3 * energy);
  // About 2100 fJ for 8 bits: fact sheet ndr_1t1r.md, section 7.
  const double conversion = (p.adc_power_per_bit * 8 + p.adc_fixed_power + p.adc_column_factor / 5e3) * 9e-9;
  EXPECT_NEAR(conversion, 2100e-15, 0.03 * 2100e-15);
}

TEST(platforms, each_shipped_platform_loads_under_its_file_name) {
  for (const platform_entry& entry : find_platforms(source_folders)) {
    const platform loaded = load_platform(entry.name, {}, source_folders);
    EXPECT_EQ(loaded.name, entry.name);
    EXPECT_FALSE(loaded.description.empty());
  }
}

TEST(platforms, a_folder_before_another_hides_its_platforms_and_presets) {
  const std::filesystem::path before = MEMVP_EXAMPLE_PLATFORMS;
  EXPECT_EQ(load_platform("example", {}, {before, source_folders.front()}).experiment_name, "example");
  EXPECT_THROW(load_platform("example", {}, source_folders), configuration_error);
  EXPECT_THROW(load_preset(preset_group::device, "wox-2-4uS", {before}), configuration_error);
}

}  // namespace
}  // namespace memvp
