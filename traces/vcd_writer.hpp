// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "memvp/traces/name_filter.hpp"
#include "memvp/traces/reorder_buffer.hpp"
#include "memvp/traces/text_file.hpp"

namespace memvp {

/// What of a run goes into its waveform file.
struct vcd_options {
  std::optional<std::uint64_t> start_ps;  ///< nothing before it is written but the values that hold then
  std::optional<std::uint64_t> stop_ps;   ///< last instant written
  /// Comma separated globs; a signal is written if one matches its full dotted name or that of a scope around it.
  /// Empty: all signals.
  std::string instance_filter;
};

/// A signal of a vcd_writer. A default one is not written, and changing it costs a branch.
struct signal_id {
  std::uint32_t index = UINT32_MAX;
  bool valid() const noexcept { return index != UINT32_MAX; }
};

enum class signal_kind : std::uint8_t { bit, word, real, state };

/// How a viewer shows a word, where it can be told: the file itself has bits only.
enum class number_base : std::uint8_t { decimal, signed_decimal, hexadecimal, binary };

/// A signal as declared, for save files of waveform viewers.
struct declared_signal {
  std::string scope;
  std::string name;
  signal_kind kind;
  unsigned width;  ///< bits; 64 for a real, 1 for a state
  number_base base = number_base::decimal;
  /// As GTKWave names it: "scope.name", with "[width-1:0]" for a word of more than one bit.
  std::string displayed_name() const;
};

/// Writes a value change dump (IEEE 1364-2005, section 18; named states as GTKWave's `$var string`), driven by events:
/// a change costs some 50 ns (a real 100), a signal that does not change costs nothing. Times are picoseconds.
///
/// Declare all signals, then report changes. Stamps may lie ahead of one another (a plan and a loosely timed initiator
/// know the future): they are held until flush_until(now) says that nothing before `now` will come any more. Of several
/// values of a signal at one instant the last is written, and only if it differs from the one before. The file depends
/// on the changes alone, not on date or host.
class vcd_writer {
 public:
  /// @throws std::runtime_error if the file cannot be created, std::invalid_argument for a window that ends before it
  ///         starts or an empty glob
  explicit vcd_writer(const std::filesystem::path& path, vcd_options options = {});
  ~vcd_writer();
  vcd_writer(const vcd_writer&) = delete;
  vcd_writer& operator=(const vcd_writer&) = delete;

  // Declarations. `scope` is a dotted path ("top.ecram0.sequencer"), `name` has no dot. A name that is declared twice
  // or that has blanks, brackets or unprintable characters throws std::invalid_argument, a declaration after values
  // were written std::logic_error. A real or a state shows as undefined until its first change: give each signal a
  // value at the start.
  signal_id bit(std::string_view scope, std::string_view name);
  /// @param width 1 to 64 bits; one of a single bit is a bit
  signal_id word(std::string_view scope, std::string_view name, unsigned width,
                 number_base base = number_base::decimal);
  signal_id real(std::string_view scope, std::string_view name);
  /// A signal with named values. `names[i]` is written for the number i; names may also be given with a change, where a
  /// new one is remembered. Blanks in a name become underscores, for the format has none.
  signal_id state(std::string_view scope, std::string_view name, const std::vector<std::string>& names = {});
  /// A clock with rising edges at multiples of the period (at least 2 ps). Its edges are written if the window is
  /// given and spans at most 10^6 cycles. Otherwise a 64-bit word `cycle` takes its place in that scope, written with
  /// the cycle's number whenever another signal changes.
  void clock(std::string_view scope, std::string_view name, std::uint64_t period_ps);

  /// A bit, a word, a state by its number, or a real with a whole value.
  /// @throws std::logic_error for a value that the signal cannot hold, or a stamp before what is already written
  template <typename number, std::enable_if_t<std::is_integral_v<number> || std::is_enum_v<number>, int> = 0>
  void change(std::uint64_t time_ps, signal_id signal, number value) {
    if (!signal.valid()) return;
    if constexpr (std::is_integral_v<number>) {
      if (signals_[signal.index].kind == signal_kind::real)
        return change_real(time_ps, signal, static_cast<double>(value));
    }
    change_number(time_ps, signal, static_cast<std::uint64_t>(value));
  }
  /// A real.
  void change(std::uint64_t time_ps, signal_id signal, double value) {
    if (signal.valid()) change_real(time_ps, signal, value);
  }
  /// A state by its name.
  void change(std::uint64_t time_ps, signal_id signal, std::string_view name) {
    if (signal.valid()) change_state(time_ps, signal, name);
  }

  /// Writes what is stamped before `now_ps`: no change before it may come any more.
  void flush_until(std::uint64_t now_ps) {
    while (pending_.earliest_ps() < now_ps) write_next_instant();
  }

  /// Takes back what was said ahead of time: changes after `time_ps` of signals number `first` to `last` - 1 of
  /// signals(). For whoever describes a future that a reset then changes.
  void retract_after(std::uint64_t time_ps, std::size_t first, std::size_t last) {
    pending_.remove_if([=](const signal_change& held) {
      return held.time_ps > time_ps && held.signal >= first && held.signal < last;
    });
  }

  /// How long after its time a change may come, in picoseconds: a bus transaction is reported when it has ended.
  static constexpr std::uint64_t longest_delay_ps = 1'000'000'000;

  /// Writes what can no longer be preceded by anything, now that simulated time is `now_ps`.
  void simulated_time_is(std::uint64_t now_ps) {
    if (now_ps > longest_delay_ps) flush_until(now_ps - longest_delay_ps);
  }

  /// Writes everything that is held, then the end of the run, so that a viewer shows the last values up to there.
  /// @throws std::runtime_error if anything could not be written
  void close(std::uint64_t end_ps = 0);

  /// The signals that are written, in order of declaration.
  const std::vector<declared_signal>& signals() const noexcept { return declared_; }
  /// GTKWave's name of a signal; empty if it is not written.
  std::string displayed_name(signal_id signal) const;
  /// Globs of the filter that match no signal declared so far: surely a mistake of the user's.
  std::vector<std::string> unmatched_globs() const { return filter_.unmatched(); }

 private:
  static constexpr std::uint64_t most_clock_cycles = 1'000'000;

  struct traced_signal {
    std::uint64_t written = 0;   // raw bits of the value last written
    std::uint64_t next = 0;      // value at the instant being collected
    std::uint64_t greatest = 0;  // greatest number it can hold
    signal_kind kind = signal_kind::bit;
    bool known = false;     // `written` holds a value
    bool changing = false;  // `next` holds a value
    std::uint8_t code_length = 0;
    std::array<char, 4> code{};  // identifier in the file: 94^4 signals
  };
  struct traced_clock {
    signal_id signal;
    std::uint64_t period_ps;
    bool toggles;
    std::uint64_t next_edge_ps;  // if it toggles
    bool next_level;
  };

  signal_id declare(std::string_view scope, std::string_view name, signal_kind kind, unsigned width);
  void change_number(std::uint64_t time_ps, signal_id signal, std::uint64_t value);
  void change_real(std::uint64_t time_ps, signal_id signal, double value);
  void change_state(std::uint64_t time_ps, signal_id signal, std::string_view name);
  std::uint64_t state_number(std::uint32_t index, std::string_view name);
  void hold(std::uint64_t time_ps, signal_id signal, std::uint64_t bits) {
    if (time_ps < settled_ps_) refuse_past(time_ps);
    if (time_ps <= stop_ps_) pending_.push(time_ps, signal.index, bits);
  }
  [[noreturn]] void refuse_past(std::uint64_t time_ps) const;

  void write_next_instant();
  void write_header();
  void write_first_values();
  void write_edges_until(std::uint64_t time_ps);
  void write_time(std::uint64_t time_ps);
  void write_value(std::uint32_t index, std::uint64_t bits);

  text_file file_;
  std::uint64_t start_ps_;
  std::uint64_t stop_ps_;
  bool window_given_;
  name_filter filter_;
  std::set<std::string, std::less<>> names_;
  std::vector<declared_signal> declared_;
  std::vector<traced_signal> signals_;
  std::vector<std::vector<std::string>> state_names_;  // by signal
  std::vector<traced_clock> clocks_;
  reorder_buffer pending_;
  std::vector<std::uint32_t> changing_;  // signals with a value at the instant being collected
  std::uint64_t settled_ps_ = 0;         // stamp of the last change taken out of the reorder buffer
  std::uint64_t written_ps_ = 0;         // last time stamp in the file
  bool settling_ = false;                // a change was taken out: no more declarations
  bool writing_ = false;                 // header and first values are written
  bool closed_ = false;
};

}  // namespace memvp
