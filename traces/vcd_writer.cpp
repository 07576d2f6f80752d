// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/vcd_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace memvp {

namespace {

constexpr std::size_t longest_name = 1000;

/// Brackets are a bit range to viewers: GTKWave does not find a real called g[3][4].
bool plain_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~' && c != '[' && c != ']'; });
}

bool dotted_path(std::string_view scope) {
  return plain_name(scope) && scope.front() != '.' && scope.back() != '.' && scope.find("..") == std::string_view::npos;
}

/// Named values are single words in the format.
std::string as_word(std::string_view name) {
  std::string word(name.substr(0, longest_name));
  for (char& c : word)
    if (c <= ' ' || c > '~') c = '_';
  return word.empty() ? "_" : word;
}

std::uint64_t raw_bits(double value) noexcept {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

double real_of(std::uint64_t bits) noexcept {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// A scope of the file with what is declared directly in it, in order of declaration.
struct scope_node {
  std::string name;
  std::vector<std::size_t> scopes;
  std::vector<std::size_t> signals;
};

std::vector<scope_node> scope_tree(const std::vector<declared_signal>& signals) {
  std::vector<scope_node> nodes(1);
  for (std::size_t index = 0; index < signals.size(); ++index) {
    std::size_t node = 0;
    std::string_view rest = signals[index].scope;
    while (!rest.empty()) {
      const std::string_view name = rest.substr(0, rest.find('.'));
      rest.remove_prefix(std::min(rest.size(), name.size() + 1));
      const auto& scopes = nodes[node].scopes;
      const auto known =
          std::find_if(scopes.begin(), scopes.end(), [&](std::size_t n) { return nodes[n].name == name; });
      if (known != scopes.end()) {
        node = *known;
      } else {
        nodes[node].scopes.push_back(nodes.size());
        node = nodes.size();
        nodes.push_back({std::string(name), {}, {}});
      }
    }
    nodes[node].signals.push_back(index);
  }
  return nodes;
}

}  // namespace

std::string declared_signal::displayed_name() const {
  const std::string full = scope + "." + name;
  return kind == signal_kind::word && width > 1 ? full + "[" + std::to_string(width - 1) + ":0]" : full;
}

vcd_writer::vcd_writer(const std::filesystem::path& path, vcd_options options)
    : file_(path),
      start_ps_(options.start_ps.value_or(0)),
      stop_ps_(options.stop_ps.value_or(reorder_buffer::none - 1)),
      window_given_(options.stop_ps.has_value()),
      filter_(options.instance_filter) {
  if (stop_ps_ < start_ps_)
    throw std::invalid_argument("the waveform window ends at " + std::to_string(stop_ps_) +
                                " ps, before it starts at " + std::to_string(start_ps_) + " ps");
}

vcd_writer::~vcd_writer() = default;

signal_id vcd_writer::declare(std::string_view scope, std::string_view name, signal_kind kind, unsigned width) {
  const std::string full = std::string(scope) + "." + std::string(name);
  if (settling_ || closed_)
    throw std::logic_error("the signal " + full + " is declared after values were written to the waveform file");
  if (!dotted_path(scope) || !plain_name(name) || name.find('.') != std::string_view::npos)
    throw std::invalid_argument("\"" + full +
                                "\" is no name for a signal in a waveform file: it must be printable, without blanks "
                                "and brackets, and with dots only between scopes");
  if (!names_.insert(full).second)
    throw std::invalid_argument("the signal " + full + " is declared twice in the waveform file");
  if (!filter_.matches(full)) return {};

  traced_signal signal;
  signal.kind = kind;
  signal.greatest = width >= 64 ? UINT64_MAX : (std::uint64_t{1} << width) - 1;
  // Identifiers count in base 94 with the printable characters from '!' on, so early signals have the shortest.
  std::size_t rest = signals_.size();
  do {
    if (signal.code_length == signal.code.size())
      throw std::invalid_argument("a waveform file holds at most 78914410 signals");
    signal.code[signal.code_length++] = static_cast<char>('!' + rest % 94);
    rest /= 94;
  } while (rest-- != 0);
  const signal_id id{static_cast<std::uint32_t>(signals_.size())};
  signals_.push_back(signal);
  state_names_.emplace_back();
  declared_.push_back({std::string(scope), std::string(name), kind, width});
  return id;
}

signal_id vcd_writer::bit(std::string_view scope, std::string_view name) {
  return declare(scope, name, signal_kind::bit, 1);
}

signal_id vcd_writer::word(std::string_view scope, std::string_view name, unsigned width, number_base base) {
  if (width < 1 || width > 64)
    throw std::invalid_argument("the signal " + std::string(scope) + "." + std::string(name) +
                                " must have 1 to 64 bits, but " + std::to_string(width) + " were given");
  const signal_id id = declare(scope, name, width == 1 ? signal_kind::bit : signal_kind::word, width);
  if (id.valid()) declared_.back().base = base;
  return id;
}

signal_id vcd_writer::real(std::string_view scope, std::string_view name) {
  return declare(scope, name, signal_kind::real, 64);
}

signal_id vcd_writer::state(std::string_view scope, std::string_view name, const std::vector<std::string>& names) {
  const signal_id id = declare(scope, name, signal_kind::state, 1);
  if (!id.valid()) return id;
  for (const std::string& value : names) state_names_[id.index].push_back(as_word(value));
  return id;
}

void vcd_writer::clock(std::string_view scope, std::string_view name, std::uint64_t period_ps) {
  if (period_ps < 2)
    throw std::invalid_argument("the clock " + std::string(scope) + "." + std::string(name) +
                                " must have a period of at least 2 ps to be drawn");
  const bool toggles = window_given_ && (stop_ps_ - start_ps_) / period_ps <= most_clock_cycles;
  const signal_id id = toggles ? bit(scope, name) : word(scope, "cycle", 64);
  if (!id.valid()) return;
  // The level at the window's start is among the first values; the next edge comes after it.
  const std::uint64_t cycle = start_ps_ / period_ps;
  const bool high = start_ps_ % period_ps < period_ps / 2;
  traced_signal& signal = signals_[id.index];
  signal.known = true;
  signal.written = toggles ? static_cast<std::uint64_t>(high) : cycle;
  const std::uint64_t next_edge = high ? cycle * period_ps + period_ps / 2 : (cycle + 1) * period_ps;
  clocks_.push_back({id, period_ps, toggles, next_edge, !high});
}

void vcd_writer::refuse_past(std::uint64_t time_ps) const {
  if (closed_) throw std::logic_error("a signal changes after the waveform file was closed");
  throw std::logic_error("a signal changes at " + std::to_string(time_ps) +
                         " ps, but the waveform file is already written up to " + std::to_string(settled_ps_) + " ps");
}

void vcd_writer::change_number(std::uint64_t time_ps, signal_id id, std::uint64_t value) {
  const traced_signal& signal = signals_[id.index];
  if (signal.kind == signal_kind::real)
    throw std::logic_error("a name's number was given to the signal " + displayed_name(id) + ", which is real");
  const std::uint64_t greatest =
      signal.kind == signal_kind::state ? state_names_[id.index].size() - std::uint64_t{1} : signal.greatest;
  if (value > greatest || (signal.kind == signal_kind::state && state_names_[id.index].empty()))
    throw std::logic_error("the value " + std::to_string(value) + " is out of the range of the signal " +
                           displayed_name(id));
  hold(time_ps, id, value);
}

void vcd_writer::change_real(std::uint64_t time_ps, signal_id id, double value) {
  if (signals_[id.index].kind != signal_kind::real)
    throw std::logic_error("a real value was given to the signal " + displayed_name(id) + ", which is not real");
  hold(time_ps, id, raw_bits(value));
}

void vcd_writer::change_state(std::uint64_t time_ps, signal_id id, std::string_view name) {
  if (signals_[id.index].kind != signal_kind::state)
    throw std::logic_error("a name was given to the signal " + displayed_name(id) + ", which has no named values");
  hold(time_ps, id, state_number(id.index, name));
}

std::uint64_t vcd_writer::state_number(std::uint32_t index, std::string_view name) {
  std::vector<std::string>& names = state_names_[index];
  auto known = std::find(names.begin(), names.end(), name);
  if (known == names.end()) {
    const std::string word = as_word(name);
    known = std::find(names.begin(), names.end(), word);
    if (known == names.end()) known = names.insert(names.end(), word);
  }
  return static_cast<std::uint64_t>(known - names.begin());
}

std::string vcd_writer::displayed_name(signal_id id) const {
  return id.valid() ? declared_.at(id.index).displayed_name() : std::string();
}

void vcd_writer::write_next_instant() {
  const std::uint64_t time_ps = pending_.earliest_ps();
  settling_ = true;
  settled_ps_ = time_ps;
  do {
    const signal_change change = pending_.pop();
    traced_signal& signal = signals_[change.signal];
    signal.next = change.bits;
    if (!signal.changing) changing_.push_back(change.signal);
    signal.changing = true;
  } while (pending_.earliest_ps() == time_ps);

  const bool before_window = time_ps <= start_ps_;
  if (!before_window && !writing_) write_first_values();
  bool written = false;
  for (const std::uint32_t index : changing_) {
    traced_signal& signal = signals_[index];
    signal.changing = false;
    if (signal.known && signal.next == signal.written) continue;
    signal.known = true;
    signal.written = signal.next;
    if (before_window) continue;
    if (!written) {
      write_edges_until(time_ps);
      write_time(time_ps);
      written = true;
    }
    write_value(index, signal.written);
  }
  changing_.clear();
  if (!written) return;
  for (const traced_clock& clock : clocks_) {
    if (clock.toggles) continue;
    traced_signal& signal = signals_[clock.signal.index];
    const std::uint64_t cycle = time_ps / clock.period_ps;
    if (cycle == signal.written) continue;
    signal.written = cycle;
    write_value(clock.signal.index, cycle);
  }
}

void vcd_writer::write_edges_until(std::uint64_t time_ps) {
  for (;;) {
    traced_clock* earliest = nullptr;
    for (traced_clock& clock : clocks_)
      if (clock.toggles && clock.next_edge_ps <= time_ps &&
          (earliest == nullptr || clock.next_edge_ps < earliest->next_edge_ps))
        earliest = &clock;
    if (earliest == nullptr) return;
    write_time(earliest->next_edge_ps);
    write_value(earliest->signal.index, static_cast<std::uint64_t>(earliest->next_level));
    const std::uint64_t high_ps = earliest->period_ps / 2;
    earliest->next_edge_ps += earliest->next_level ? high_ps : earliest->period_ps - high_ps;
    earliest->next_level = !earliest->next_level;
  }
}

void vcd_writer::write_time(std::uint64_t time_ps) {
  if (time_ps == written_ps_) return;
  written_ps_ = time_ps;
  char* end = file_.room(24);
  *end++ = '#';
  end = std::to_chars(end, end + 20, time_ps).ptr;
  *end++ = '\n';
  file_.advance_to(end);
}

void vcd_writer::write_value(std::uint32_t index, std::uint64_t bits) {
  const traced_signal& signal = signals_[index];
  const std::string_view name =
      signal.kind == signal_kind::state ? std::string_view(state_names_[index][bits]) : std::string_view();
  char* end = file_.room(name.size() + 80);
  switch (signal.kind) {
    case signal_kind::bit:
      *end++ = bits != 0 ? '1' : '0';
      break;
    case signal_kind::word:
      *end++ = 'b';
      end = std::to_chars(end, end + 64, bits, 2).ptr;
      *end++ = ' ';
      break;
    case signal_kind::real:
      *end++ = 'r';
      end = std::to_chars(end, end + 32, real_of(bits)).ptr;
      *end++ = ' ';
      break;
    case signal_kind::state:
      *end++ = 's';
      std::memcpy(end, name.data(), name.size());
      end += name.size();
      *end++ = ' ';
      break;
  }
  std::memcpy(end, signal.code.data(), signal.code.size());
  end += signal.code_length;
  *end++ = '\n';
  file_.advance_to(end);
}

void vcd_writer::write_header() {
  file_.write("$version memvp $end\n$timescale 1 ps $end\n");
  const std::vector<scope_node> nodes = scope_tree(declared_);
  const auto write_node = [&](const auto& self, std::size_t node) -> void {
    if (node != 0) file_.write("$scope module ").write(nodes[node].name).write(" $end\n");
    for (const std::size_t index : nodes[node].signals) {
      const declared_signal& declared = declared_[index];
      switch (declared.kind) {
        case signal_kind::bit:
        case signal_kind::word:
          file_.write("$var wire ");
          break;
        case signal_kind::real:
          file_.write("$var real ");
          break;
        case signal_kind::state:
          file_.write("$var string ");
          break;
      }
      file_.number(std::uint64_t{declared.width}).write(' ');
      file_.write({signals_[index].code.data(), signals_[index].code_length}).write(' ').write(declared.name);
      if (declared.kind == signal_kind::word && declared.width > 1)
        file_.write(" [").number(std::uint64_t{declared.width - 1}).write(":0]");
      file_.write(" $end\n");
    }
    for (const std::size_t scope : nodes[node].scopes) self(self, scope);
    if (node != 0) file_.write("$upscope $end\n");
  };
  write_node(write_node, 0);
  file_.write("$enddefinitions $end\n");
}

void vcd_writer::write_first_values() {
  writing_ = true;
  write_header();
  written_ps_ = start_ps_;
  file_.write('#').number(start_ps_).write("\n$dumpvars\n");
  for (std::uint32_t index = 0; index < signals_.size(); ++index) {
    const traced_signal& signal = signals_[index];
    const std::string_view code(signal.code.data(), signal.code_length);
    // A bit or word that has no value yet is unknown (x); reals and named values have no such mark and begin later.
    if (signal.known)
      write_value(index, signal.written);
    else if (signal.kind == signal_kind::bit)
      file_.write('x').write(code).write('\n');
    else if (signal.kind == signal_kind::word)
      file_.write("bx ").write(code).write('\n');
  }
  file_.write("$end\n");
}

void vcd_writer::close(std::uint64_t end_ps) {
  if (closed_) return;
  closed_ = true;
  while (!pending_.empty()) write_next_instant();
  if (!writing_) write_first_values();
  const std::uint64_t end = std::min(std::max(end_ps, settled_ps_), stop_ps_);
  write_edges_until(end);
  if (end > written_ps_) write_time(end);
  settled_ps_ = reorder_buffer::none;
  file_.close();
}

}  // namespace memvp
