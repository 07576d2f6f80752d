// SPDX-License-Identifier: Apache-2.0
// What is compared of a refresh tile and its clocked reference after every access.
#include <algorithm>
#include <sstream>

#include "memvp/testbench/comparison/refresh_tile_pair.hpp"

namespace memvp {

namespace reg = refresh_register;

void refresh_tile_pair::differ(const std::string& what, std::uint64_t tiles, std::uint64_t references) {
  if (tiles == references) return;
  differences_ += "\n  " + what + ": tile " + std::to_string(tiles) + ", reference " + std::to_string(references);
}

void refresh_tile_pair::compare() {
  const auto same = [this](const char* what, std::uint64_t tiles, std::uint64_t references) {
    if (tiles != references) differ(what, tiles, references);
  };
  compare_rows();
  compare_ends();
  const clocked_refresh_counters& counters = reference_.counters();
  same("SLOTS_BUSY", look(reg::slots_busy), reference_.busy_slots());
  same("REQUEST_FAILED", look(reg::request_failed), reference_.failed_slots());
  same("REQUEST_SLOT", look(reg::request_slot), expected_slot_);
  same("ERROR", look(common_register::error), static_cast<std::uint32_t>(reference_.error()));
  same("STATUS.busy", look(common_register::status) & tile_status::busy,
       reference_.compute_active() ? tile_status::busy : 0);
  same("RESTORES", look_wide(reg::restores_low), counters.restores);
  same("REWRITES", look_wide(reg::rewrites_low), counters.rewrites);
  same("REPROGRAMS", look_wide(reg::reprograms_low), counters.reprograms);
  same("PROMOTES", look_wide(reg::promotes_low), counters.promotes);
  same("MISSES", look_wide(reg::misses_low), counters.misses);
  // While a unit is at work the tile counts a reading as soon as it has been compared, and cycles at the unit's end.
  if (!reference_.unit()) same("VERIFY_READS", look_wide(reg::verify_reads_low), counters.verify_reads);
  same("REFRESH_CYCLES", look_wide(reg::refresh_cycles_low), counters.refresh_cycles);
  raised_ |= reference_.take_interrupts();
  same("IRQ_STATUS", look(common_register::irq_status), raised_);
  if (raised_ != 0 && numbers_.chance(0.3)) {
    write(common_register::irq_status, raised_);
    raised_ = 0;
  }
}

void refresh_tile_pair::compare_rows() {
  namespace bits = refresh_row_bits;
  const clocked_refresh_settings& settings = reference_.settings();
  std::vector<std::uint32_t> words(settings.rows);
  look(refresh_window::mode, words.data(), 4 * words.size());
  const auto flag = [](bool set, std::uint32_t bit) { return set ? bit : 0; };
  for (std::uint32_t r = 0; r < settings.rows; ++r) {
    const clocked_refresh_row& row = reference_.row(r);
    const std::uint32_t expected = static_cast<std::uint32_t>(row.mode) | flag(row.source_valid, bits::source_valid) |
                                   flag(row.dirty, bits::dirty) | flag(row.target_valid, bits::target_valid) |
                                   flag(row.suspect, bits::suspect) | flag(row.missed, bits::missed) |
                                   flag(reference_.claimed(r), bits::claimed) | row.task << bits::task_shift |
                                   flag(reference_.under_pulse(r), bits::under_pulse);
    if (words[r] != expected) differ("MODE of row " + std::to_string(r), words[r], expected);
  }
  const std::size_t stride = refresh_row_stride(settings.columns);
  std::vector<std::uint8_t> level(settings.rows * stride);
  std::vector<std::uint16_t> source(level.size()), target(level.size());
  look(refresh_window::level, level.data(), level.size());
  look(refresh_window::source, source.data(), 2 * source.size());
  look(refresh_window::target, target.data(), 2 * target.size());
  for (std::size_t cell = 0; cell < reference_.level().size(); ++cell) {
    const std::size_t at = cell / settings.columns * stride + cell % settings.columns;
    if (level[at] != reference_.level()[cell])
      differ("LEVEL of cell " + std::to_string(cell), level[at], reference_.level()[cell]);
    if (source[at] != reference_.source()[cell])
      differ("SOURCE of cell " + std::to_string(cell), source[at], reference_.source()[cell]);
    if (target[at] != reference_.target()[cell])
      differ("TARGET of cell " + std::to_string(cell), target[at], reference_.target()[cell]);
  }
  const std::uint32_t r = numbers_.below(settings.rows);
  write(reg::row_select, r);
  const cycle_count written = reference_.row(r).last_write;
  const std::uint64_t age = written == 0 ? ~std::uint64_t{0} : now() - written;
  if (look_wide(reg::row_age_low) != age)
    differ("ROW_AGE of row " + std::to_string(r), look_wide(reg::row_age_low), age);
  if (look(reg::row_rewrites) != reference_.row(r).rewrites)
    differ("ROW_REWRITES of row " + std::to_string(r), look(reg::row_rewrites), reference_.row(r).rewrites);
}

void refresh_tile_pair::compare_ends() {
  const auto& rows = latency_.rows();
  for (std::size_t i = 0; i < std::max(rows.size() - ends_seen_, ends_.size()); ++i) {
    const bool tiles = ends_seen_ + i < rows.size(), references = i < ends_.size();
    std::ostringstream text;
    if (tiles && references) {
      const latency_log::row& row = rows[ends_seen_ + i];
      if (row.start == ends_[i].accepted && row.start + row.cycles == ends_[i].ended) continue;
    }
    if (tiles) {
      const latency_log::row& row = rows[ends_seen_ + i];
      text << "\n  the tile's " << latency_.name(row.command) << " took from " << row.start << " to "
           << row.start + row.cycles;
    }
    if (references)
      text << "\n  the reference's job " << ends_[i].number << " took from " << ends_[i].accepted << " to "
           << ends_[i].ended;
    differences_ += text.str();
  }
  for (const clocked_refresh_end& end : ends_) tally_.errors += end.error != refresh_error::none;
  ends_seen_ = rows.size();
  ends_.clear();
}

}  // namespace memvp
