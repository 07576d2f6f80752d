// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "memvp/traces/clock_grid.hpp"
#include "memvp/traces/compensated_sum.hpp"

namespace memvp {

/// Energy spent by doing something, and energy that leaks while nothing is done. Totalled apart.
enum class energy_kind : std::uint8_t { dynamic_energy = 0, static_energy = 1 };

/// A part of the hardware that spends energy; from energy_ledger::component().
struct component_id {
  std::uint32_t index = UINT32_MAX;
};

/// What energy is spent for; from energy_ledger::cause().
struct cause_id {
  std::uint32_t index = UINT32_MAX;
};

/// What one component spent for one cause, in joules.
struct energy_share {
  std::string component;
  std::string cause;
  double dynamic_joules = 0.0;
  double static_joules = 0.0;
};

/// Where every joule of a run is paid, once, to (component, cause, interval of cycles).
///
/// Four sums are kept of the same posts, each on its own and compensated for rounding: per component, per cause, per
/// (component, cause), and per component over time, in bins. They must agree (check()). That agreement says nothing
/// about whether a post was right or was made twice: for that, recompute the energy independently, from the pulse log
/// or a waveform, and compare with check_energies_agree().
///
/// The bins have one common length, a power of two of cycles, which doubles by merging pairs when the run outgrows
/// their number; so a run of any length costs the same memory and bin edges never move. An interval is spread over its
/// bins in proportion to the cycles in each; an interval of length zero goes to the bin of its start whole.
class energy_ledger {
 public:
  /// @param bins largest number of bins of the power trace, at least 2; less throws std::invalid_argument
  explicit energy_ledger(std::size_t bins = 1000);

  /// Finds or creates a component, for instance "ecram0.row_drivers". Allocates: for elaboration time.
  component_id component(std::string_view name);
  /// Finds or creates a cause, for instance "program", "update", "mvm", "verify", "leakage". Allocates.
  cause_id cause(std::string_view name);

  /// Pays `joules` over an interval. Allocates nothing; constant time unless the interval is longer than a bin.
  /// @throws std::logic_error for an energy that is negative or not finite and for an id of another ledger,
  ///         std::overflow_error for an interval that ends past cycle 2^64 - 1
  void post(component_id component, cause_id cause, cycle_interval interval, double joules,
            energy_kind kind = energy_kind::dynamic_energy);

  double total() const noexcept { return dynamic_total() + static_total(); }
  double dynamic_total() const noexcept { return totals_[0].value(); }
  double static_total() const noexcept { return totals_[1].value(); }
  double component_total(component_id component, energy_kind kind) const;

  /// Joules (both kinds) in order of creation.
  std::vector<std::pair<std::string, double>> by_component() const;
  std::vector<std::pair<std::string, double>> by_cause() const;
  /// Only shares that are not zero, ordered by component, then by cause.
  std::vector<energy_share> by_component_and_cause() const;

  /// Cycles in a bin of the power trace, a power of two.
  cycle_count bin_length() const noexcept { return cycle_count{1} << bin_shift_; }
  /// Bins up to the last one in which anything was posted; bin b begins at cycle b * bin_length().
  std::size_t bin_count() const noexcept { return used_bins_; }
  /// Joules in each of the bin_count() bins, over all components and both kinds.
  std::vector<double> bin_energy() const;
  std::vector<double> bin_energy(energy_kind kind) const;
  std::vector<double> bin_energy(component_id component, energy_kind kind) const;

  /// Number of posts so far.
  std::uint64_t posts() const noexcept { return posts_; }

  /// @throws std::logic_error if the sums by component, by cause, by both and over the bins do not agree with the total
  ///         to a relative 1e-9, for either kind
  void check() const;

  /// Writes the power trace: a row a bin with its start and length in seconds, then the joules of each component,
  /// dynamic and static, with 17 significant digits. The columns add up to the component totals.
  void write_csv(const std::filesystem::path& path, const clock_grid& grid) const;

 private:
  using sums_by_kind = std::array<compensated_sum, 2>;

  void double_bin_length();
  compensated_sum* bins_of(std::size_t component, std::size_t kind) noexcept {
    return bins_.data() + (component * 2 + kind) * most_bins_;
  }
  const compensated_sum* bins_of(std::size_t component, std::size_t kind) const noexcept {
    return bins_.data() + (component * 2 + kind) * most_bins_;
  }
  void add_bins(std::size_t component, std::size_t kind, std::vector<compensated_sum>& bins) const;

  std::vector<std::string> components_;
  std::vector<std::string> causes_;
  sums_by_kind totals_;
  std::vector<sums_by_kind> component_sums_;
  std::vector<sums_by_kind> cause_sums_;
  std::vector<sums_by_kind> pair_sums_;  // component-major
  std::vector<compensated_sum> bins_;    // component, kind, bin
  std::size_t most_bins_;
  std::size_t used_bins_ = 0;
  unsigned bin_shift_ = 0;
  std::uint64_t posts_ = 0;
};

/// Compares an energy of the ledger with the same energy found in another way, for instance from the pulse log.
/// @param origin what the second figure is, for instance "the pulse log"
/// @throws std::logic_error with a sentence that names both figures if they differ by more than the tolerance
void check_energies_agree(std::string_view what, double ledger_joules, std::string_view origin,
                          double independent_joules, double relative_tolerance = 1e-9);

}  // namespace memvp
