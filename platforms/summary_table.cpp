// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/summary_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "memvp/platforms/text_table.hpp"
#include "memvp/platforms/units.hpp"

namespace memvp {
namespace {

using json = nlohmann::ordered_json;

/// Parts below this fraction of the total are summed up in one line of the table.
constexpr double smallest_part_shown = 0.001;

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

void collect(const json& value, const std::string& key, std::vector<summary_figure>& figures) {
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) collect(member, key.empty() ? name : key + "." + name, figures);
  } else if (value.is_number()) {
    figures.emplace_back(key, value.get<double>());
  } else if (value.is_null()) {
    figures.emplace_back(key, std::numeric_limits<double>::quiet_NaN());
  }
}

std::string list_text(const json& list) {
  std::string text;
  for (const json& item : list) {
    if (!text.empty()) text += item.is_array() ? "; " : ", ";
    if (item.is_array()) {
      text += list_text(item);
    } else if (item.is_number_float()) {
      text += format_rounded(item.get<double>(), dimension::number);
    } else {
      text += item.is_string() ? item.get<std::string>() : item.dump();
    }
  }
  return text;
}

void add_results(const json& value, const std::string& key, std::vector<std::vector<std::string>>& rows) {
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) add_results(member, key.empty() ? name : key + "." + name, rows);
  } else if (value.is_number()) {
    rows.push_back({key, figure_text(key, value.get<double>())});
  } else if (value.is_array()) {
    rows.push_back({key, list_text(value)});
  } else {
    rows.push_back({key, value.is_string() ? value.get<std::string>() : value.dump()});
  }
}

std::string percentage(double part, double total) {
  return total > 0.0 ? format_rounded(100.0 * part / total, dimension::number, 3) + " %" : "";
}

void add_parts(const std::string& key, std::vector<std::pair<std::string, double>> parts, double total,
               std::vector<std::vector<std::string>>& rows) {
  std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  double rest = 0.0;
  for (const auto& [name, value] : parts) {
    if (value < smallest_part_shown * total) {
      rest += value;
    } else if (value > 0.0) {
      rows.push_back({"    " + name, figure_text(key, value), percentage(value, total)});
    }
  }
  if (rest > 0.0) rows.push_back({"    all others", figure_text(key, rest), percentage(rest, total)});
}

double value_of(const std::vector<summary_figure>& figures, const std::string& key) {
  const auto found = std::find_if(figures.begin(), figures.end(), [&](const auto& f) { return f.first == key; });
  return found == figures.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
}

/// The texts among the results ("data": "generated"), which figures leave out.
std::vector<std::pair<std::string, std::string>> result_texts(const run_summary& summary) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& [key, value] : summary.results.items()) {
    if (value.is_string()) texts.emplace_back("results." + key, value.get<std::string>());
  }
  return texts;
}

std::string text_of(const run_summary& summary, const std::string& key) {
  for (const auto& [name, text] : result_texts(summary)) {
    if (name == key) return text;
  }
  return "-";
}

/// Keys of all runs, in the order of their first appearance.
std::vector<std::string> all_keys(const std::vector<std::vector<summary_figure>>& runs) {
  std::vector<std::string> keys;
  for (const auto& figures : runs) {
    for (const auto& [key, value] : figures) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
  }
  return keys;
}

}  // namespace

std::vector<summary_figure> summary_figures(const run_summary& summary) {
  json content = to_json(summary);
  content.erase("seed");
  std::vector<summary_figure> figures;
  collect(content, "", figures);
  return figures;
}

std::string figure_text(std::string_view key, double value) {
  if (std::isnan(value)) return "-";
  struct unit_ending {
    std::string_view ending;
    dimension unit;
  };
  constexpr std::array<unit_ending, 9> endings{{{"_s", dimension::time},
                                                {"_j", dimension::energy},
                                                {"_w", dimension::power},
                                                {"_v", dimension::voltage},
                                                {"_a", dimension::current},
                                                {"_hz", dimension::frequency},
                                                {"_ohm", dimension::resistance},
                                                {"_siemens", dimension::conductance},
                                                {"_m", dimension::length}}};
  for (const auto& [ending, unit] : endings) {
    if (ends_with(key, ending)) return format_rounded(value, unit);
  }
  // The parts of "energy.by_component_j.adc" are named by component: the unit is that of the whole.
  if (key.find("_j.") != std::string_view::npos) return format_rounded(value, dimension::energy);
  if (ends_with(key, "_um2") || key.find("_um2.") != std::string_view::npos) {
    return format_rounded(value, dimension::number) + " um^2";
  }
  if (ends_with(key, "_mib")) return format_rounded(value, dimension::number) + " MiB";
  const bool is_count = std::trunc(value) == value;
  return is_count ? format_quantity(value, dimension::number) : format_rounded(value, dimension::number, 5);
}

std::string results_text(const run_summary& summary) {
  std::vector<std::vector<std::string>> rows;
  add_results(summary.results, "", rows);
  return rows.empty() ? "" : text_table(rows, false);
}

std::string costs_text(const run_summary& summary) {
  std::vector<std::vector<std::string>> rows;
  rows.push_back({"latency", figure_text("_s", summary.latency.simulated_s), ""});
  rows.push_back({"    cycles", std::to_string(summary.latency.cycles), ""});
  rows.push_back({"    bus transactions", std::to_string(summary.latency.transactions), ""});
  const auto& energy = summary.energy;
  rows.push_back({"energy", figure_text("_j", energy.total_j), ""});
  rows.push_back({"  dynamic", figure_text("_j", energy.dynamic_j), percentage(energy.dynamic_j, energy.total_j)});
  rows.push_back({"  static", figure_text("_j", energy.static_j), percentage(energy.static_j, energy.total_j)});
  rows.push_back({"  by component", "", ""});
  add_parts("_j", energy.by_component_j, energy.total_j, rows);
  rows.push_back({"  by cause", "", ""});
  add_parts("_j", energy.by_cause_j, energy.total_j, rows);
  rows.push_back({"area", figure_text("_um2", summary.area.total_um2), ""});
  add_parts("_um2", summary.area.by_component_um2, summary.area.total_um2, rows);
  std::string text = text_table(rows, false);
  if (!summary.unknown_parameters.empty()) {
    text += "  published nowhere, so left at their defaults:";
    for (const std::string& key : summary.unknown_parameters) text += " " + key;
    text += "\n";
  }
  return text;
}

std::string comparison_text(const std::vector<std::pair<std::string, run_summary>>& runs) {
  std::vector<std::vector<summary_figure>> figures;
  std::vector<std::vector<std::string>> rows{{""}};
  for (const auto& [name, summary] : runs) {
    if (!figures.empty()) rows.front().insert(rows.front().end(), {name, "ratio"});
    if (figures.empty()) rows.front().push_back(name);
    figures.push_back(summary_figures(summary));
  }
  for (const auto& [key, text] : result_texts(runs.front().second)) {
    std::vector<std::string> row{key, text};
    for (std::size_t run = 1; run < runs.size(); ++run) row.insert(row.end(), {text_of(runs[run].second, key), ""});
    rows.push_back(std::move(row));
  }
  for (const std::string& key : all_keys(figures)) {
    const double reference = value_of(figures.front(), key);
    std::vector<std::string> row{key, figure_text(key, reference)};
    for (std::size_t run = 1; run < figures.size(); ++run) {
      const double value = value_of(figures[run], key);
      const double ratio = value / reference;
      row.push_back(figure_text(key, value));
      row.push_back(std::isfinite(ratio) ? format_rounded(ratio, dimension::number) : "-");
    }
    rows.push_back(std::move(row));
  }
  return text_table(rows);
}

std::string seeds_text(const std::vector<run_summary>& runs) {
  std::vector<std::vector<summary_figure>> figures;
  for (const run_summary& summary : runs) figures.push_back(summary_figures(summary));
  std::vector<std::vector<std::string>> rows{{"", "mean", "spread", "least", "most"}};
  for (const auto& [key, text] : result_texts(runs.front())) {
    const bool same = std::all_of(runs.begin(), runs.end(),
                                  [&key = key, &text = text](const auto& run) { return text_of(run, key) == text; });
    if (same) rows.push_back({key, text});
  }
  for (const std::string& key : all_keys(figures)) {
    double sum = 0.0;
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    for (const auto& run : figures) {
      const double value = value_of(run, key);
      sum += value;
      least = std::min(least, value);
      most = std::max(most, value);
    }
    const auto count = static_cast<double>(figures.size());
    const double mean = sum / count;
    double squares = 0.0;
    for (const auto& run : figures) squares += (value_of(run, key) - mean) * (value_of(run, key) - mean);
    const double spread = figures.size() > 1 ? std::sqrt(squares / (count - 1.0)) : 0.0;
    if (std::isnan(mean)) continue;  // not every run has this figure
    rows.push_back(
        {key, figure_text(key, mean), figure_text(key, spread), figure_text(key, least), figure_text(key, most)});
  }
  return text_table(rows);
}

}  // namespace memvp
