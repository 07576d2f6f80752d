// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/mushroom_data.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "memvp/models/physics/random.hpp"

namespace memvp {
namespace {

constexpr std::size_t attribute_count = 22;

constexpr std::array<const char*, attribute_count> attribute_names = {"cap-shape",
                                                                      "cap-surface",
                                                                      "cap-color",
                                                                      "bruises",
                                                                      "odor",
                                                                      "gill-attachment",
                                                                      "gill-spacing",
                                                                      "gill-size",
                                                                      "gill-color",
                                                                      "stalk-shape",
                                                                      "stalk-root",
                                                                      "stalk-surface-above-ring",
                                                                      "stalk-surface-below-ring",
                                                                      "stalk-color-above-ring",
                                                                      "stalk-color-below-ring",
                                                                      "veil-type",
                                                                      "veil-color",
                                                                      "ring-number",
                                                                      "ring-type",
                                                                      "spore-print-color",
                                                                      "population",
                                                                      "habitat"};

nominal_data without_records(std::string origin) {
  nominal_data data;
  data.origin = std::move(origin);
  data.attribute_names.assign(attribute_names.begin(), attribute_names.end());
  data.class_names = {"edible", "poisonous"};
  return data;
}

bool is_value_letter(char letter) { return (letter >= 'a' && letter <= 'z') || letter == '?'; }

/// Appends the record of one line; what is wrong with the line, if anything, as a clause.
std::string append_record(std::string_view line, nominal_data& data) {
  std::array<char, attribute_count + 1> letters{};
  std::size_t fields = 0;
  for (std::size_t start = 0; start <= line.size(); ++fields) {
    const std::size_t comma = std::min(line.find(',', start), line.size());
    const std::string_view field = line.substr(start, comma - start);
    if (fields < letters.size()) {
      if (field.size() != 1 || !is_value_letter(field[0])) {
        return "field " + std::to_string(fields + 1) + " is \"" + std::string(field) +
               "\", expected one letter a to z or ?";
      }
      letters[fields] = field[0];
    }
    start = comma + 1;
  }
  if (fields != letters.size()) {
    return "it has " + std::to_string(fields) + " fields, expected " + std::to_string(letters.size()) +
           " (the class and " + std::to_string(attribute_count) + " attributes)";
  }
  if (letters[0] != 'e' && letters[0] != 'p') {
    return std::string("the class is \"") + letters[0] + "\", expected e (edible) or p (poisonous)";
  }
  data.classes.push_back(
      static_cast<std::uint8_t>(letters[0] == 'e' ? mushroom_class::edible : mushroom_class::poisonous));
  data.values.insert(data.values.end(), letters.begin() + 1, letters.end());
  return {};
}

}  // namespace

nominal_data read_mushroom_data(const std::filesystem::path& file) {
  const std::string name = file.string();
  if (!std::filesystem::is_regular_file(file)) {
    throw std::runtime_error(name + ": there is no such file, expected the UCI mushroom data (23 fields a line)");
  }
  std::ifstream input(file, std::ios::binary);
  if (!input) {
    throw std::runtime_error(name + ": the file cannot be opened for reading");
  }
  nominal_data data = without_records(name);
  std::string line;
  for (std::size_t number = 1; std::getline(input, line); ++number) {
    if (!line.empty() && line.back() == '\r') {
      line.pop_back();
    }
    const std::string mistake = append_record(line, data);
    if (!mistake.empty()) {
      throw std::runtime_error(name + ", line " + std::to_string(number) + ": " + mistake);
    }
  }
  if (input.bad()) {
    throw std::runtime_error(name + ": reading failed after " + std::to_string(data.records()) + " records");
  }
  if (data.records() == 0) {
    throw std::runtime_error(name + ", line 1: the file is empty, expected 23 fields a line");
  }
  return data;
}

nominal_data read_mushroom_folder(const std::filesystem::path& folder) {
  for (const auto& file : {folder / mushroom_file_name, folder / "mushroom" / mushroom_file_name}) {
    if (std::filesystem::exists(file)) {
      return read_mushroom_data(file);
    }
  }
  throw std::runtime_error(folder.string() + ": the folder holds neither " + mushroom_file_name + " nor mushroom/" +
                           mushroom_file_name);
}

nominal_data generate_mushroom_stand_in(std::size_t records, std::uint64_t seed) {
  constexpr std::size_t fewest_records = 100;
  if (records < fewest_records) {
    throw std::invalid_argument("a stand-in of " + std::to_string(records) + " records was asked for, at least " +
                                std::to_string(fewest_records) + " are needed");
  }
  constexpr std::size_t gill_size = 7;
  constexpr std::size_t ring_type = 18;
  constexpr std::size_t spore_print_color = 19;
  constexpr double turned_over = 1.0 / 500.0;
  // Letters repeated in proportion to their frequency: a uniform draw then has the wanted one.
  const auto alphabet = [](std::size_t attribute) -> std::string_view {
    switch (attribute) {
      case mushroom_odor:
        return "nnnnnnnnaallcfffmpsy";
      case gill_size:
        return "bbbbbbbnnn";
      case ring_type:
        return "ppppllefef";
      case spore_print_color:
        return "kknnnhuwwr";
      default:
        return "abc";
    }
  };
  const random_key key{seed, random_purpose::generated_data};
  nominal_data data = without_records("generated");
  data.values.reserve(records * attribute_count);
  data.classes.reserve(records);
  for (std::size_t record = 0; record < records; ++record) {
    for (std::size_t attribute = 0; attribute < attribute_count; ++attribute) {
      const std::string_view letters = alphabet(attribute);
      const double drawn = uniform(key, attribute, record);
      data.values.push_back(letters[static_cast<std::size_t>(drawn * static_cast<double>(letters.size()))]);
    }
    const auto is_one_of = [&](std::size_t attribute, std::string_view letters) {
      return letters.find(data.value(record, attribute)) != std::string_view::npos;
    };
    data.classes.push_back(0);  // completes the record before value() is asked
    const bool odorless = is_one_of(mushroom_odor, "n");
    const bool poisonous = is_one_of(mushroom_odor, "cfmpsy") || (odorless && is_one_of(spore_print_color, "rw")) ||
                           (odorless && is_one_of(gill_size, "n") && is_one_of(ring_type, "ef"));
    const bool turn = uniform(key, attribute_count, record) < turned_over;
    data.classes.back() =
        static_cast<std::uint8_t>(poisonous != turn ? mushroom_class::poisonous : mushroom_class::edible);
  }
  return data;
}

}  // namespace memvp
