// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace memvp::system_test {

/// Reads one real signal of a VCD file (IEEE 1364, clause 18) and integrates it over the file's whole time.
/// @param signal full name, for instance "top.ecram.power_W"
/// @return the signal's unit times seconds
inline double integral_of(const std::filesystem::path& file, const std::string& signal) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("there is no file " + file.string());
  std::vector<std::string> scope;
  std::string code, line;
  double picoseconds_per_unit = 0;
  while (std::getline(in, line) && line.rfind("$enddefinitions", 0) != 0) {
    std::istringstream words(line);
    std::string keyword, kind, width, identifier, name;
    words >> keyword;
    if (keyword == "$timescale") {
      std::string number, unit;
      words >> number >> unit;
      if (unit != "ps") throw std::runtime_error("the file's time is not in picoseconds");
      picoseconds_per_unit = std::stod(number);
    } else if (keyword == "$scope") {
      words >> kind >> name;
      scope.push_back(name);
    } else if (keyword == "$upscope") {
      scope.pop_back();
    } else if (keyword == "$var") {
      words >> kind >> width >> identifier >> name;
      std::string full;
      for (const std::string& part : scope) full += part + ".";
      if (full + name == signal) code = identifier;
    }
  }
  if (code.empty()) throw std::runtime_error("the file has no signal " + signal);

  double value = 0, sum = 0;
  std::uint64_t now = 0, since = 0;
  const auto add = [&] {
    sum += value * static_cast<double>(now - since);
    since = now;
  };
  while (std::getline(in, line)) {
    if (line.empty()) continue;
    if (line.front() == '#') {
      now = std::stoull(line.substr(1));
    } else if (line.front() == 'r' && line.size() > code.size() + 1 &&
               line.compare(line.size() - code.size() - 1, std::string::npos, " " + code) == 0) {
      add();
      value = std::stod(line.substr(1));
    }
  }
  add();
  return sum * picoseconds_per_unit * 1e-12;
}

}  // namespace memvp::system_test
