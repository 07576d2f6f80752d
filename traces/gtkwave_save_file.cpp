// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/gtkwave_save_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "memvp/traces/text_file.hpp"
#include "memvp/traces/vcd_writer.hpp"

namespace memvp {

namespace {

// Display flags of a trace, as GTKWave 3.3 saves them (src/analyzer.h of its sources, TR_*).
constexpr unsigned flag_hexadecimal = 1U << 1;
constexpr unsigned flag_decimal = 1U << 2;
constexpr unsigned flag_binary = 1U << 3;
constexpr unsigned flag_right_justified = 1U << 5;
constexpr unsigned flag_blank = 1U << 9;
constexpr unsigned flag_signed = 1U << 10;
constexpr unsigned flag_ascii = 1U << 11;
constexpr unsigned flag_analog_step = 1U << 15;
constexpr unsigned flag_analog_blank_stretch = 1U << 17;
constexpr unsigned flag_analog_full_scale = 1U << 19;
constexpr unsigned flag_closed = 1U << 22;
constexpr unsigned flag_group_begin = 1U << 23;
constexpr unsigned flag_group_end = 1U << 24;

unsigned flags_of(wave_format format) {
  switch (format) {
    case wave_format::hexadecimal:
      return flag_right_justified | flag_hexadecimal;
    case wave_format::decimal:
      return flag_right_justified | flag_decimal;
    case wave_format::signed_decimal:
      return flag_right_justified | flag_decimal | flag_signed;
    case wave_format::binary:
      return flag_right_justified | flag_binary;
    case wave_format::analog_step:
      return flag_right_justified | flag_signed | flag_analog_step | flag_analog_full_scale;
    case wave_format::text:
      return flag_right_justified | flag_ascii;
  }
  return flag_right_justified | flag_hexadecimal;
}

std::string flag_line(unsigned flags) {
  std::array<char, 16> line{};
  std::snprintf(line.data(), line.size(), "@%x\n", flags);
  return line.data();
}

}  // namespace

void gtkwave_save_file::add_group(std::string_view name, bool collapsed) {
  groups_.push_back({std::string(name), collapsed, {}});
}

void gtkwave_save_file::add_signal(std::string_view name, wave_format format, unsigned rows) {
  if (name.empty()) return;
  if (groups_.empty()) add_group("");
  groups_.back().signals.push_back({std::string(name), format, rows});
}

std::string gtkwave_save_file::text() const {
  // GTKWave's zoom z shows 2^-z units of time (here ps) in 200 pixels (calczoom() in its sources). In a window of 1,400
  // pixels with the columns below some 800 are left for the waves.
  constexpr double zoom_pixels = 200.0;
  constexpr double wave_pixels = 800.0;
  const double span = static_cast<double>(std::max(stop_ps_, start_ps_ + 1) - start_ps_);
  std::array<char, 64> zoom{};
  std::snprintf(zoom.data(), zoom.size(), "*%.6f ", -std::log2(span * zoom_pixels / wave_pixels));

  std::string text = "[dumpfile] \"" + dump_file_ + "\"\n[timestart] " + std::to_string(start_ps_) +
                     "\n[size] 1400 900\n[pos] -1 -1\n" + zoom.data() +
                     (has_marker_ ? std::to_string(marker_ps_) : std::string("-1"));
  for (int named_marker = 0; named_marker < 26; ++named_marker) text += " -1";
  text += "\n[sst_width] 220\n[signals_width] 300\n[sst_expanded] 1\n";
  for (const group& entry : groups_) {
    if (entry.signals.empty()) continue;
    const unsigned closed = entry.collapsed ? flag_closed : 0;
    const bool named = !entry.name.empty();
    if (named) text += flag_line(flag_blank | flag_group_begin | closed) + "-" + entry.name + "\n";
    for (const shown_signal& signal : entry.signals) {
      text += flag_line(flags_of(signal.format)) + signal.name + "\n";
      if (signal.format == wave_format::analog_step && signal.rows > 1) {
        text += flag_line(flag_analog_blank_stretch);
        for (unsigned row = 1; row < signal.rows; ++row) text += "-\n";
      }
    }
    if (named) text += flag_line(flag_blank | flag_group_end | closed) + "-" + entry.name + "\n";
  }
  return text;
}

void gtkwave_save_file::write(const std::filesystem::path& path) const {
  text_file file(path);
  file.write(text());
  file.close();
}

void add_all_signals(gtkwave_save_file& save_file, const vcd_writer& waveform, const std::vector<std::string>& last) {
  const auto format_of = [](const declared_signal& signal) {
    switch (signal.kind) {
      case signal_kind::bit:
        return wave_format::binary;
      case signal_kind::real:
        return wave_format::analog_step;
      case signal_kind::state:
        return wave_format::text;
      case signal_kind::word:
        break;
    }
    if (signal.base == number_base::signed_decimal) return wave_format::signed_decimal;
    if (signal.base == number_base::hexadecimal) return wave_format::hexadecimal;
    return signal.base == number_base::binary ? wave_format::binary : wave_format::decimal;
  };
  std::vector<std::string> scopes;
  for (const declared_signal& signal : waveform.signals())
    if (std::find(scopes.begin(), scopes.end(), signal.scope) == scopes.end()) scopes.push_back(signal.scope);
  std::stable_partition(scopes.begin(), scopes.end(), [&](const std::string& scope) {
    return std::find(last.begin(), last.end(), scope) == last.end();
  });
  for (const std::string& scope : scopes) {
    save_file.add_group(scope);
    for (const declared_signal& signal : waveform.signals())
      if (signal.scope == scope) save_file.add_signal(signal.displayed_name(), format_of(signal));
  }
}

}  // namespace memvp
