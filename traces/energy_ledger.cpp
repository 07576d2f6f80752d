// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/energy_ledger.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "memvp/traces/text_file.hpp"

namespace memvp {

namespace {

constexpr std::array<std::string_view, 2> kind_names{"dynamic", "static"};

std::size_t find_name(const std::vector<std::string>& names, std::string_view name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

std::vector<double> values(const std::vector<compensated_sum>& sums) {
  std::vector<double> result(sums.size());
  std::transform(sums.begin(), sums.end(), result.begin(), [](const compensated_sum& sum) { return sum.value(); });
  return result;
}

}  // namespace

energy_ledger::energy_ledger(std::size_t bins) : most_bins_(bins) {
  if (bins < 2)
    throw std::invalid_argument("an energy ledger needs at least 2 bins, but " + std::to_string(bins) + " were given");
}

component_id energy_ledger::component(std::string_view name) {
  const std::size_t index = find_name(components_, name);
  if (index == components_.size()) {
    components_.emplace_back(name);
    component_sums_.emplace_back();
    pair_sums_.resize(components_.size() * causes_.size());
    bins_.resize(components_.size() * 2 * most_bins_);
  }
  return {static_cast<std::uint32_t>(index)};
}

cause_id energy_ledger::cause(std::string_view name) {
  const std::size_t index = find_name(causes_, name);
  if (index == causes_.size()) {
    std::vector<sums_by_kind> wider(components_.size() * (causes_.size() + 1));
    for (std::size_t component = 0; component < components_.size(); ++component)
      for (std::size_t cause = 0; cause < causes_.size(); ++cause)
        wider[component * (causes_.size() + 1) + cause] = pair_sums_[component * causes_.size() + cause];
    pair_sums_ = std::move(wider);
    causes_.emplace_back(name);
    cause_sums_.emplace_back();
  }
  return {static_cast<std::uint32_t>(index)};
}

void energy_ledger::post(component_id component, cause_id cause, cycle_interval interval, double joules,
                         energy_kind kind) {
  if (!(joules >= 0.0 && joules <= std::numeric_limits<double>::max()))
    throw std::logic_error("an energy of " + std::to_string(joules) +
                           " J was posted, but an energy must be finite and not negative");
  if (component.index >= components_.size() || cause.index >= causes_.size())
    throw std::logic_error("an energy was posted to a component or a cause that this ledger does not know");
  // The last cycle touched; an instant touches the one it begins.
  const cycle_count last = interval.length == 0 ? interval.start : interval.start + (interval.length - 1);
  if (last < interval.start)
    throw std::overflow_error("an energy was posted to an interval that ends past cycle 2^64 - 1");

  const auto k = static_cast<std::size_t>(kind);
  ++posts_;
  totals_[k].add(joules);
  component_sums_[component.index][k].add(joules);
  cause_sums_[cause.index][k].add(joules);
  pair_sums_[component.index * causes_.size() + cause.index][k].add(joules);

  while (last >> bin_shift_ >= most_bins_) double_bin_length();
  const auto first_bin = static_cast<std::size_t>(interval.start >> bin_shift_);
  const auto last_bin = static_cast<std::size_t>(last >> bin_shift_);
  if (last_bin >= used_bins_) used_bins_ = last_bin + 1;
  compensated_sum* const bins = bins_of(component.index, k);
  if (first_bin == last_bin) {
    bins[first_bin].add(joules);
    return;
  }
  const double per_cycle = joules / static_cast<double>(interval.length);
  const double per_bin = per_cycle * static_cast<double>(bin_length());
  const cycle_count offset_mask = bin_length() - 1;
  bins[first_bin].add(per_cycle * static_cast<double>(bin_length() - (interval.start & offset_mask)));
  for (std::size_t bin = first_bin + 1; bin < last_bin; ++bin) bins[bin].add(per_bin);
  bins[last_bin].add(per_cycle * static_cast<double>((last & offset_mask) + 1));
}

void energy_ledger::double_bin_length() {
  const std::size_t merged = (used_bins_ + 1) / 2;
  for (std::size_t column = 0; column < components_.size() * 2; ++column) {
    compensated_sum* const bins = bins_.data() + column * most_bins_;
    for (std::size_t bin = 0; bin < merged; ++bin) {
      compensated_sum pair = bins[2 * bin];
      if (2 * bin + 1 < used_bins_) pair.add(bins[2 * bin + 1]);
      bins[bin] = pair;
    }
    std::fill(bins + merged, bins + used_bins_, compensated_sum{});
  }
  used_bins_ = merged;
  ++bin_shift_;
}

double energy_ledger::component_total(component_id component, energy_kind kind) const {
  return component_sums_.at(component.index)[static_cast<std::size_t>(kind)].value();
}

std::vector<std::pair<std::string, double>> energy_ledger::by_component() const {
  std::vector<std::pair<std::string, double>> result;
  for (std::size_t i = 0; i < components_.size(); ++i)
    result.emplace_back(components_[i], component_sums_[i][0].value() + component_sums_[i][1].value());
  return result;
}

std::vector<std::pair<std::string, double>> energy_ledger::by_cause() const {
  std::vector<std::pair<std::string, double>> result;
  for (std::size_t i = 0; i < causes_.size(); ++i)
    result.emplace_back(causes_[i], cause_sums_[i][0].value() + cause_sums_[i][1].value());
  return result;
}

std::vector<energy_share> energy_ledger::by_component_and_cause() const {
  std::vector<energy_share> result;
  for (std::size_t component = 0; component < components_.size(); ++component)
    for (std::size_t cause = 0; cause < causes_.size(); ++cause) {
      const sums_by_kind& sums = pair_sums_[component * causes_.size() + cause];
      if (sums[0].value() == 0.0 && sums[1].value() == 0.0) continue;
      result.push_back({components_[component], causes_[cause], sums[0].value(), sums[1].value()});
    }
  return result;
}

void energy_ledger::add_bins(std::size_t component, std::size_t kind, std::vector<compensated_sum>& bins) const {
  for (std::size_t bin = 0; bin < used_bins_; ++bin) bins[bin].add(bins_of(component, kind)[bin]);
}

std::vector<double> energy_ledger::bin_energy() const {
  std::vector<compensated_sum> bins(used_bins_);
  for (std::size_t component = 0; component < components_.size(); ++component)
    for (std::size_t kind = 0; kind < 2; ++kind) add_bins(component, kind, bins);
  return values(bins);
}

std::vector<double> energy_ledger::bin_energy(energy_kind kind) const {
  std::vector<compensated_sum> bins(used_bins_);
  for (std::size_t component = 0; component < components_.size(); ++component)
    add_bins(component, static_cast<std::size_t>(kind), bins);
  return values(bins);
}

std::vector<double> energy_ledger::bin_energy(component_id component, energy_kind kind) const {
  if (component.index >= components_.size()) throw std::logic_error("this ledger does not know the component");
  std::vector<compensated_sum> bins(used_bins_);
  add_bins(component.index, static_cast<std::size_t>(kind), bins);
  return values(bins);
}

void energy_ledger::check() const {
  for (std::size_t kind = 0; kind < 2; ++kind) {
    const std::string name(kind_names[kind]);
    compensated_sum all_components, all_causes, all_pairs, all_bins;
    std::vector<compensated_sum> pairs_of_cause(causes_.size());
    for (std::size_t component = 0; component < components_.size(); ++component) {
      compensated_sum pairs, bins;
      for (std::size_t cause = 0; cause < causes_.size(); ++cause) {
        const compensated_sum& pair = pair_sums_[component * causes_.size() + cause][kind];
        pairs.add(pair);
        pairs_of_cause[cause].add(pair);
      }
      for (std::size_t bin = 0; bin < used_bins_; ++bin) bins.add(bins_of(component, kind)[bin]);
      const compensated_sum& sum = component_sums_[component][kind];
      const std::string what = "the " + name + " energy of " + components_[component];
      check_energies_agree(what, sum.value(), "the sum over its causes", pairs.value());
      check_energies_agree(what, sum.value(), "the sum over its bins", bins.value());
      all_components.add(sum);
      all_pairs.add(pairs);
      all_bins.add(bins);
    }
    for (std::size_t cause = 0; cause < causes_.size(); ++cause) {
      check_energies_agree("the " + name + " energy of the cause " + causes_[cause], cause_sums_[cause][kind].value(),
                           "the sum over its components", pairs_of_cause[cause].value());
      all_causes.add(cause_sums_[cause][kind]);
    }
    const std::string what = "the total " + name + " energy";
    check_energies_agree(what, totals_[kind].value(), "the sum over components", all_components.value());
    check_energies_agree(what, totals_[kind].value(), "the sum over causes", all_causes.value());
    check_energies_agree(what, totals_[kind].value(), "the sum over components and causes", all_pairs.value());
    check_energies_agree(what, totals_[kind].value(), "the sum over the bins of the power trace", all_bins.value());
  }
}

void energy_ledger::write_csv(const std::filesystem::path& path, const clock_grid& grid) const {
  text_file file(path);
  file.write("bin_start_s,bin_length_s");
  for (const std::string& name : components_)
    for (const std::string_view kind : kind_names) {
      file.write(',').csv_field(name + "." + std::string(kind) + "_j");
    }
  file.write('\n');
  for (std::size_t bin = 0; bin < used_bins_; ++bin) {
    file.number(grid.seconds(bin * bin_length())).write(',').number(grid.seconds(bin_length()));
    for (std::size_t component = 0; component < components_.size(); ++component)
      for (std::size_t kind = 0; kind < 2; ++kind) file.write(',').number(bins_of(component, kind)[bin].value(), 17);
    file.write('\n');
  }
  file.close();
}

void check_energies_agree(std::string_view what, double ledger_joules, std::string_view origin,
                          double independent_joules, double relative_tolerance) {
  const double allowed = relative_tolerance * std::max(std::abs(ledger_joules), std::abs(independent_joules));
  if (std::abs(ledger_joules - independent_joules) <= allowed) return;
  std::ostringstream sentence;
  sentence.precision(17);
  sentence << what << " is " << ledger_joules << " J in the ledger, but " << origin << " gives " << independent_joules
           << " J";
  throw std::logic_error(sentence.str());
}

}  // namespace memvp
