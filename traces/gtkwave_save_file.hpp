// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace memvp {

/// How GTKWave shows a signal.
enum class wave_format {
  hexadecimal,
  decimal,
  signed_decimal,
  binary,
  analog_step,  ///< a real, drawn as steps over several rows
  text,         ///< named states
};

/// A `.gtkw` file: which signals of a waveform file GTKWave shows, in which groups and how, zoomed to the run.
class gtkwave_save_file {
 public:
  /// @param dump_file name of the waveform file, relative to the folder of the save file
  explicit gtkwave_save_file(std::string dump_file) : dump_file_(std::move(dump_file)) {}

  /// What is shown at first, in picoseconds. Without it GTKWave shows the first moments only.
  void show(std::uint64_t start_ps, std::uint64_t stop_ps) {
    start_ps_ = start_ps;
    stop_ps_ = stop_ps;
  }
  /// Puts the primary marker.
  void set_marker(std::uint64_t time_ps) {
    marker_ps_ = time_ps;
    has_marker_ = true;
  }

  /// Begins a group, which ends where the next one begins. @param collapsed shown as its name only
  void add_group(std::string_view name, bool collapsed = false);

  /// Adds a signal at the end of the group.
  /// @param name as vcd_writer::displayed_name() gives it; an empty one (a signal that is not written) adds nothing
  /// @param rows height of an analog signal
  void add_signal(std::string_view name, wave_format format, unsigned rows = 4);

  /// The text of the save file; the same calls give the same text.
  std::string text() const;

  /// @throws std::runtime_error if the file cannot be written
  void write(const std::filesystem::path& path) const;

 private:
  struct shown_signal {
    std::string name;
    wave_format format;
    unsigned rows;
  };
  struct group {
    std::string name;
    bool collapsed;
    std::vector<shown_signal> signals;
  };

  std::string dump_file_;
  std::uint64_t start_ps_ = 0;
  std::uint64_t stop_ps_ = 0;
  std::uint64_t marker_ps_ = 0;
  bool has_marker_ = false;
  std::vector<group> groups_;
};

class vcd_writer;

/// Adds every signal of a waveform file, a group a scope, in the format that suits its kind: bits binary, words in
/// their base, reals as steps, states as text. Scopes named in `last` come after all others.
void add_all_signals(gtkwave_save_file& save_file, const vcd_writer& waveform,
                     const std::vector<std::string>& last = {});

}  // namespace memvp
