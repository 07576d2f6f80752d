// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/summary.hpp"

#include <fstream>
#include <limits>
#include <stdexcept>
#include <string_view>

#include "memvp/traces/text_file.hpp"

namespace memvp {

namespace {

using json = nlohmann::ordered_json;

json object_of(const std::vector<std::pair<std::string, double>>& parts) {
  json object = json::object();
  for (const auto& [name, value] : parts) object[name] = value;
  return object;
}

const json& member(const json& object, std::string_view key) {
  if (!object.is_object() || !object.contains(key))
    throw std::runtime_error("the key \"" + std::string(key) + "\" is missing");
  return object[std::string(key)];
}

template <typename value>
value read(const json& object, std::string_view key) {
  const json& found = member(object, key);
  try {
    return found.get<value>();
  } catch (const json::exception&) {
    throw std::runtime_error("the key \"" + std::string(key) + "\" has a value of the wrong type");
  }
}

double read_number(const json& object, std::string_view key) {
  if (member(object, key).is_null()) return std::numeric_limits<double>::quiet_NaN();
  return read<double>(object, key);
}

std::vector<std::pair<std::string, double>> read_parts(const json& object, std::string_view key) {
  std::vector<std::pair<std::string, double>> parts;
  const json& found = member(object, key);
  if (!found.is_object()) throw std::runtime_error("the key \"" + std::string(key) + "\" is not an object");
  for (const auto& [name, value] : found.items()) parts.emplace_back(name, read_number(found, name));
  return parts;
}

}  // namespace

nlohmann::ordered_json to_json(const run_summary& summary) {
  json result;
  result["platform"] = summary.platform;
  result["version"] = summary.version;
  result["seed"] = summary.seed;
  result["results"] = summary.results;
  result["latency"] = {{"simulated_s", summary.latency.simulated_s},
                       {"cycles", summary.latency.cycles},
                       {"transactions", summary.latency.transactions}};
  result["energy"] = {{"total_j", summary.energy.total_j},
                      {"dynamic_j", summary.energy.dynamic_j},
                      {"static_j", summary.energy.static_j},
                      {"by_component_j", object_of(summary.energy.by_component_j)},
                      {"by_cause_j", object_of(summary.energy.by_cause_j)}};
  result["area"] = {{"total_um2", summary.area.total_um2},
                    {"by_component_um2", object_of(summary.area.by_component_um2)}};
  result["unknown_parameters"] = summary.unknown_parameters;
  result["host"] = {{"wall_s", summary.host.wall_s}, {"peak_rss_mib", summary.host.peak_rss_mib}};
  for (const auto& [key, value] : summary.host.figures) result["host"][key] = value;
  return result;
}

run_summary summary_from_json(const nlohmann::ordered_json& object) {
  run_summary summary;
  summary.platform = read<std::string>(object, "platform");
  summary.version = read<std::string>(object, "version");
  summary.seed = read<std::uint64_t>(object, "seed");
  summary.results = member(object, "results");
  const json& latency = member(object, "latency");
  summary.latency.simulated_s = read_number(latency, "simulated_s");
  summary.latency.cycles = read<std::uint64_t>(latency, "cycles");
  summary.latency.transactions = read<std::uint64_t>(latency, "transactions");
  const json& energy = member(object, "energy");
  summary.energy.total_j = read_number(energy, "total_j");
  summary.energy.dynamic_j = read_number(energy, "dynamic_j");
  summary.energy.static_j = read_number(energy, "static_j");
  summary.energy.by_component_j = read_parts(energy, "by_component_j");
  summary.energy.by_cause_j = read_parts(energy, "by_cause_j");
  const json& area = member(object, "area");
  summary.area.total_um2 = read_number(area, "total_um2");
  summary.area.by_component_um2 = read_parts(area, "by_component_um2");
  summary.unknown_parameters = read<std::vector<std::string>>(object, "unknown_parameters");
  const json& host = member(object, "host");
  summary.host.wall_s = read_number(host, "wall_s");
  summary.host.peak_rss_mib = read_number(host, "peak_rss_mib");
  for (const auto& [key, value] : host.items())
    if (key != "wall_s" && key != "peak_rss_mib") summary.host.figures.emplace_back(key, read_number(host, key));
  return summary;
}

void write_summary(const std::filesystem::path& path, const run_summary& summary) {
  text_file file(path);
  file.write(to_json(summary).dump(2, ' ', false, json::error_handler_t::replace)).write('\n');
  file.close();
}

run_summary read_summary(const std::filesystem::path& run) {
  const std::filesystem::path path = std::filesystem::is_directory(run) ? run / "summary.json" : run;
  std::ifstream file(path);
  if (!file) throw std::runtime_error("there is no summary of a run at " + path.string());
  const json content = json::parse(file, nullptr, false);
  if (content.is_discarded()) throw std::runtime_error(path.string() + " is not JSON");
  try {
    return summary_from_json(content);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(path.string() + " is not the summary of a run: " + error.what());
  }
}

}  // namespace memvp
