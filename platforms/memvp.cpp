// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <string>
#include <systemc>
#include <vector>

#include "memvp/platforms/command_line.hpp"
#include "memvp/platforms/experiment_registry.hpp"

int main(int argc, char* argv[]) { return memvp::start_systemc(argc, argv); }

int sc_main(int argc, char* argv[]) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return memvp::run_program(arguments, memvp::experiment_registry(), std::cout, std::cerr);
}
