// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/refresh_service.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "memvp/models/tiles/refresh_command.hpp"
#include "memvp/models/tiles/traced_cells.hpp"
#include "memvp/platforms/refresh_system.hpp"
#include "memvp/platforms/summary_table.hpp"
#include "memvp/platforms/text_table.hpp"
#include "memvp/platforms/units.hpp"
#include "memvp/platforms/workloads/refresh_service_bench.hpp"

namespace memvp {

namespace {

struct refresh_service_parameters {
  std::string time_constants = "10 s, 100 s, 1000 s";
  std::int64_t intervals = 10;
  std::string row_shares = "25 50 75 100";
  std::string products = "0 10";
  double pulse_share = 0.5;
  std::int64_t level = 7;
};

void visit_service(parameter_visitor& visitor, refresh_service_parameters& p) {
  const auto setting = provenance::setting;
  visitor.text({"service.time_constants", dimension::number, 0, 0,
                "relaxation times, a tile each, between commas; they stand for device.relaxation_time", setting, ""},
               p.time_constants);
  visitor.integer(
      {"service.intervals", dimension::number, 1, 1e6, "T_REF intervals that a point is watched", setting, ""},
      p.intervals);
  visitor.text({"service.row_shares", dimension::number, 0, 0,
                "rows of the points, percent of the closed form's most; one row more follows", setting, ""},
               p.row_shares);
  visitor.text({"service.products", dimension::number, 0, 0,
                "traffic of the points: vector products on all kept rows in an interval", setting, ""},
               p.products);
  visitor.real({"service.pulse_share", dimension::number, 0.01, 1,
                "ions are deployed by one ion-set pulse of this share of its width", setting, ""},
               p.pulse_share);
  visitor.integer({"service.level", dimension::number, 0, refresh_levels - 1, "level of every cell", setting, ""},
                  p.level);
}

std::vector<double> parse_times(const std::string& text) {
  std::vector<double> seconds;
  std::istringstream list(text);
  for (std::string item; std::getline(list, item, ',');) {
    const std::size_t first = item.find_first_not_of(' ');
    if (first == std::string::npos) throw std::invalid_argument("service.time_constants has an empty entry.");
    seconds.push_back(parse_quantity(item.substr(first), dimension::time));
  }
  if (seconds.empty() || seconds.size() > 16)
    throw std::invalid_argument("service.time_constants must name 1 to 16 times, but is \"" + text + "\".");
  return seconds;
}

constexpr std::uint64_t most_share = 1000, most_products = 1000000;

class refresh_service final : public experiment {
 public:
  refresh_service() { system_.refresh_address = 0x60000000; }

  void visit_parameters(parameter_visitor& visitor) override {
    visit_sized_parameters(visitor, system_);
    visit_service(visitor, service_);
  }

  run_summary run(const run_context& context) override {
    const std::vector<double> times = parse_times(service_.time_constants);
    row_shares_ = parse_traced_numbers("service.row_shares", service_.row_shares, most_share);
    products_ = parse_traced_numbers("service.products", service_.products, most_products);
    if (products_.empty()) throw std::invalid_argument("service.products must name at least one number.");
    std::vector<refresh_tile_parameters> tiles(times.size(), system_.tile);
    for (std::size_t i = 0; i < times.size(); ++i) tiles[i].device.relaxation_time = times[i];
    run_traces traces(context, system_.trace, clock_of(system_));
    refresh_system system(system_, static_cast<std::uint64_t>(system_.refresh_address), tiles, context.seed, traces);
    traces.check_waveform_filter();

    run_summary summary;
    std::ofstream file(context.folder / "service.csv");
    file << "relaxation_time_s,rows,products_per_interval,occupancy,occupancy_closed_form,misses,rewrites,power_w,"
            "mean_wait_s,longest_wait_s,least_kept\n";
    system.run(
        [&](host_cpu& host) {
          for (std::size_t i = 0; i < times.size(); ++i) {
            refresh_driver driver = system.driver(host, i);
            measure(host, driver, times[i], context, file, summary.results);
          }
        },
        summary);
    if (!file) throw std::runtime_error("service.csv cannot be written into " + context.folder.string() + ".");
    return summary;
  }

  std::string results_table(const run_summary& summary) const override {
    std::string text;
    for (const auto& [name, tile] : summary.results.at("service").items()) {
      const auto figure = [&tile = tile](const char* key) {
        return figure_text(key, tile.at(key).template get<double>());
      };
      text += "time constant " + name + ": T_REF " + figure("interval_s") + ", slot " + figure("slot_s") +
              ", sustainable rows " + figure("sustainable_rows") + ", by the closed form " +
              figure("sustainable_rows_closed_form") + " (the array has " + std::to_string(system_.tile.array.rows) +
              ")\n";
      std::vector<std::vector<std::string>> rows = {
          {"rows", "products", "occupancy", "closed form", "misses", "power", "mean wait", "longest wait", "kept"}};
      for (const nlohmann::ordered_json& point : tile.at("points")) {
        std::vector<std::string> row;
        for (const char* key : {"rows", "products_per_interval", "occupancy", "occupancy_closed_form", "misses",
                                "power_w", "mean_wait_s", "longest_wait_s", "least_kept"})
          row.push_back(figure_text(key, point.at(key).get<double>()));
        rows.push_back(row);
      }
      text += text_table(rows) + "\n";
    }
    return text;
  }

 private:
  /// Row counts of the points: shares of what the closed form allows, and one row more, as far as the array goes.
  std::set<std::uint32_t> row_counts(double closed_form) const {
    std::set<std::uint32_t> counts;
    const auto add = [&](double rows) {
      counts.insert(static_cast<std::uint32_t>(std::clamp(rows, 1.0, static_cast<double>(system_.tile.array.rows))));
    };
    for (const std::uint32_t share : row_shares_) add(std::ceil(closed_form * share / 100));
    add(closed_form + 1);
    return counts;
  }

  void measure(host_cpu& host, refresh_driver& driver, double relaxation_time, const run_context& context,
               std::ostream& file, nlohmann::ordered_json& results) const {
    const std::string name = format_quantity(relaxation_time, dimension::time);
    refresh_service_bench bench(host, driver, static_cast<std::uint8_t>(service_.level));
    const double closed_form = std::floor(bench.interval_s() / bench.slot_s());
    const auto intervals = static_cast<std::uint32_t>(service_.intervals);
    const std::set<std::uint32_t> counts = row_counts(closed_form);
    context.progress.begin("time constant " + name, counts.size() * products_.size() + 1);

    nlohmann::ordered_json points = nlohmann::ordered_json::array();
    for (const std::uint32_t rows : counts) {
      for (const std::uint32_t products : products_) {
        const service_point point = bench.measure(rows, intervals, products, service_.pulse_share);
        const double expected = rows * bench.slot_s() / bench.interval_s();
        points.push_back({{"rows", rows},
                          {"products_per_interval", products},
                          {"occupancy", point.occupancy},
                          {"occupancy_closed_form", expected},
                          {"misses", point.misses},
                          {"rewrites", point.rewrites},
                          {"power_w", point.power_w},
                          {"mean_wait_s", point.mean_wait_s},
                          {"longest_wait_s", point.longest_wait_s},
                          {"least_kept", point.least_kept}});
        file << relaxation_time << ',' << rows << ',' << products << ',' << point.occupancy << ',' << expected << ','
             << point.misses << ',' << point.rewrites << ',' << point.power_w << ',' << point.mean_wait_s << ','
             << point.longest_wait_s << ',' << point.least_kept << '\n';
        spdlog::info("time constant {}: {} rows, {} products an interval: occupancy {:.4f}, {} misses", name, rows,
                     products, point.occupancy, point.misses);
        context.progress.advance();
      }
    }
    const std::uint32_t most = bench.most_rows(intervals, service_.pulse_share);
    context.progress.advance();
    results["service"][name] = {{"interval_s", bench.interval_s()},
                                {"slot_s", bench.slot_s()},
                                {"sustainable_rows", most},
                                {"sustainable_rows_closed_form", closed_form},
                                {"points", points}};
  }

  refresh_system_parameters system_;
  refresh_service_parameters service_;
  std::vector<std::uint32_t> row_shares_, products_;
};

}  // namespace

std::unique_ptr<experiment> make_refresh_service() { return std::make_unique<refresh_service>(); }

}  // namespace memvp
