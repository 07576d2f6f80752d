// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "memvp/models/physics/random.hpp"
#include "memvp/models/physics/rram_cells.hpp"
#include "memvp/models/tiles/rram_sensed_region.hpp"
#include "memvp/models/tiles/rram_tile_parameters.hpp"
#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// One write pulse on one cell, voltages as driven.
struct rram_pulse {
  enum class kind { set, reset, form };
  kind what;
  std::uint32_t row, column;
  double word_line_volts;
  double line_volts;  ///< bit line (set, form) or source line (reset)
  cycle_count width;
};

/// The cells, their transistors and their wires: what a pulse does to a cell, and what the source lines carry. No time
/// of its own, no energy of periphery.
class rram_array {
 public:
  /// \param table pulses follow this table; null: as device.pulse_table says
  rram_array(const rram_array_parameters& array, const rram_device_parameters& device, clock_grid clock,
             std::uint64_t seed, std::uint32_t instance, const pulse_table* table = nullptr);

  std::size_t rows() const { return cells_.rows(); }
  std::size_t columns() const { return cells_.columns(); }
  const rram_cells& cells() const { return cells_; }
  const rram_device_parameters& device() const { return device_; }

  /// Sets every filament's conductance [S] (row-major) at time 0, for arrays that were measured rather than programmed.
  /// Throws std::invalid_argument outside [0, 1 mS].
  void set_conductances(const double* siemens);

  /// Applies a pulse that begins at cycle `start` and returns the energy [J] that the cell and its transistor draw from
  /// the driven line. The others of its row have source lines that follow the bit line, the others of its column have
  /// their gates off: they see no voltage.
  double apply(const rram_pulse& pulse, cycle_count start);
  /// The cell that the last pulse was applied to gets back the state it had before.
  void take_back();

  /// The region as it is at cycle `now`: solved if pulses have changed the array, followed if it has relaxed. Valid
  /// until the next call or pulse. A dozen regions are remembered.
  rram_sensed_region& sensed(const array_region& region, rram_column_mode mode, cycle_count now);
  /// Adds read noise to what sensed(...).currents() gave, if the device has any. `event` names the reading.
  void add_read_noise(rram_sensed_region& sensed, const array_region& region, const double* squares,
                      std::uint64_t event, double* amperes);

  /// Current [A] of one cell at `volts` on its bit line: its word line alone is on and all other source lines are open,
  /// so that no other cell carries a current. Read noise of reading `event` included.
  double cell_current(std::uint32_t row, std::uint32_t column, double volts, cycle_count now,
                      std::uint64_t event) const;

  /// Conductance of one filament [S] at cycle `now`.
  double conductance(std::size_t row, std::size_t column, cycle_count now) const;

 private:
  struct remembered {
    rram_sensed_region region;
    std::uint64_t revision;
    std::uint64_t valid_until_ps;
    std::uint64_t solve_before_ps;
    std::uint64_t used;
  };

  rram_array_parameters array_;
  rram_device_parameters device_;
  clock_grid clock_;
  rram_cells cells_;
  rram_wiring wiring_;
  random_key noise_key_;
  random_stream cell_noise_;
  conductance_matrix filaments_;
  std::vector<remembered> regions_;
  std::uint64_t uses_ = 0;
  std::uint64_t seen_revision_ = ~std::uint64_t{0};
  std::uint64_t changed_ps_ = 0;  // when a reading first saw that revision
  std::vector<double> normals_;
  std::size_t last_cell_ = 0;
  std::optional<rram_cells::snapshot> last_state_;
};

}  // namespace memvp
