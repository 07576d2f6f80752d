// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_line.hpp"

namespace drift {

/// What a host's program knows of a tile: its registers and windows. Every call is bus traffic; calls are valid inside
/// the host's program only.
class driver {
 public:
  /// Reads the tile's sizes and enables its interrupts.
  /// \param line the tile's line at the interrupt controller
  /// \throws std::runtime_error if there is no drift tile at `base`
  driver(memvp::host_cpu& host, std::uint64_t base, memvp::interrupt_line line);

  std::uint32_t cells() const { return cells_; }
  double pulse_lsb() const { return pulse_lsb_; }  ///< s

  /// A pulse for each cell from `first` on: signed widths in pulse_lsb().
  /// \throws std::runtime_error with a sentence if the tile refuses
  void program(std::uint32_t first, const std::vector<std::int32_t>& widths);
  /// Currents of `count` cells at the tile's read voltage, A. \throws as program()
  std::vector<double> read(std::uint32_t first, std::uint32_t count);

  std::uint64_t pulses();  ///< since reset
  std::uint64_t cycles();  ///< busy, since reset
  double energy();         ///< dynamic, since reset, J

 private:
  void carry_out(std::uint32_t code, std::uint32_t first, std::size_t count);
  std::uint64_t counter(std::uint32_t low_offset);

  memvp::host_cpu& host_;
  std::uint64_t base_;
  memvp::interrupt_line line_;
  std::uint32_t cells_ = 0;
  double pulse_lsb_ = 0, current_lsb_ = 0;
};

}  // namespace drift
