// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/gdb_session.hpp"

#include <algorithm>
#include <utility>

#include "memvp/tlm/gdb_packet.hpp"
#include "memvp/tlm/gdb_target_description.hpp"
#include "memvp/tlm/hexadecimal.hpp"

namespace memvp {

namespace {

constexpr unsigned registers_at_once = debug_target::pc_register + 1;
/// Bytes of memory whose digits, or that escaped, still make a packet that fits.
constexpr std::uint32_t most_memory = gdb_packet_reader::most_bytes / 2 - 16;

gdb_answer text(std::string payload) { return {std::move(payload), gdb_action::stay}; }
gdb_answer done() { return text("OK"); }
gdb_answer not_understood() { return text(""); }
/// Error numbers mean nothing to a debugger; these are the usual ones of operating systems.
gdb_answer malformed() { return text("E16"); }
gdb_answer no_such_register() { return text("E06"); }
gdb_answer no_such_memory() { return text("E0e"); }

std::string packet_size() {
  constexpr std::uint32_t bytes = gdb_packet_reader::most_bytes;
  return "PacketSize=" + hexadecimal(bytes).substr(2);
}

bool begins(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

/// Cuts off what stands before `separator`; everything if there is none.
std::string_view cut(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view part = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return part;
}

}  // namespace

gdb_answer gdb_session::handle(std::string_view command) {
  if (command.empty()) return not_understood();
  const std::string_view rest = command.substr(1);
  switch (command.front()) {
    case '?':
      return text(stop_);
    case 'g':
      return read_registers();
    case 'G':
      return write_registers(rest);
    case 'p':
      return read_register(rest);
    case 'P':
      return write_register(rest);
    case 'm':
      return read_memory(rest);
    case 'M':
      return write_memory(rest, false);
    case 'X':
      return write_memory(rest, true);
    case 'Z':
      return change_point(rest, true);
    case 'z':
      return change_point(rest, false);
    case 'c':
      return resume(rest, gdb_action::run);
    case 's':
      return resume(rest, gdb_action::step);
    case 'C':  // with a signal: a trap is entered or not whatever the debugger thinks of it
    case 'S': {
      std::string_view address = rest;
      cut(address, ';');
      return resume(address, command.front() == 'C' ? gdb_action::run : gdb_action::step);
    }
    case 'v':
      return verbose(rest);
    case 'q':
    case 'Q':
      return query(command);
    case 'H':
    case 'T':  // there is one thread
      return done();
    case 'D':
      forget_points();
      return {"OK", gdb_action::detach};
    case 'k':
      return {std::nullopt, gdb_action::kill};
    default:
      return not_understood();
  }
}

const std::string& gdb_session::stopped(gdb_signal signal) {
  const auto number = static_cast<char>(signal);
  return stop_ = "T" + gdb_hex({&number, 1}) + "thread:1;";
}

const std::string& gdb_session::stopped_at(const rv32_watchpoint& watchpoint) {
  const char* kind = watchpoint.on == rv32_watch::store  ? "watch"
                     : watchpoint.on == rv32_watch::load ? "rwatch"
                                                         : "awatch";
  return stop_ = "T05thread:1;" + std::string(kind) + ":" + hexadecimal(watchpoint.address, 8).substr(2) + ";";
}

gdb_answer gdb_session::read_registers() const {
  std::string values;
  for (unsigned number = 0; number < registers_at_once; ++number)
    values += gdb_hex_word(target_.read_register(number).value_or(0));
  return text(values);
}

gdb_answer gdb_session::write_registers(std::string_view values) {
  if (values.size() != 8 * registers_at_once || !gdb_bytes(values)) return malformed();
  for (unsigned number = 1; number < registers_at_once; ++number)  // x0 takes nothing
    target_.write_register(number, *gdb_word(values.substr(8 * number, 8)));
  return done();
}

gdb_answer gdb_session::read_register(std::string_view number) const {
  const auto parsed = gdb_number(number);
  if (!parsed) return malformed();
  const auto value = target_.read_register(*parsed);
  return value ? text(gdb_hex_word(*value)) : no_such_register();
}

gdb_answer gdb_session::write_register(std::string_view assignment) {
  const auto number = gdb_number(cut(assignment, '='));
  const auto value = gdb_word(assignment);
  if (!number || !value) return malformed();
  return target_.write_register(*number, *value) ? done() : no_such_register();
}

gdb_answer gdb_session::read_memory(std::string_view range) {
  const auto address = gdb_number(cut(range, ','));
  const auto length = gdb_number(range);
  if (!address || !length) return malformed();
  std::string bytes(std::min(*length, most_memory), '\0');
  bytes.resize(target_.read_memory(*address, bytes.data(), bytes.size()));
  return bytes.empty() && *length != 0 ? no_such_memory() : text(gdb_hex(bytes));
}

gdb_answer gdb_session::write_memory(std::string_view arguments, bool binary) {
  const std::size_t colon = arguments.find(':');
  if (colon == std::string_view::npos) return malformed();
  std::string_view range = arguments.substr(0, colon);
  const std::string_view data = arguments.substr(colon + 1);
  const auto address = gdb_number(cut(range, ','));
  const auto length = gdb_number(range);
  const auto bytes = binary ? std::optional<std::string>(data) : gdb_bytes(data);
  if (!address || !length || !bytes || bytes->size() != *length) return malformed();
  return target_.write_memory(*address, bytes->data(), bytes->size()) ? done() : no_such_memory();
}

/// Kinds: 0 and 1 are breakpoints, which differ in nothing here; 2, 3 and 4 watch stores, loads, and both.
gdb_answer gdb_session::change_point(std::string_view arguments, bool insert) {
  const std::string_view kind = cut(arguments, ',');
  if (kind.size() != 1 || kind[0] < '0' || kind[0] > '4') return not_understood();
  const auto address = gdb_number(cut(arguments, ','));
  const auto bytes = gdb_number(cut(arguments, ';'));
  if (!address || !bytes || !arguments.empty() || (kind[0] >= '2' && *bytes == 0)) return malformed();
  // The number with a breakpoint says which instruction it would be replaced by in memory; nothing is.
  const point changed(kind[0], *address, kind[0] >= '2' ? *bytes : 0);
  if (insert ? points_.insert(changed).second : points_.erase(changed) != 0) apply(changed, insert);
  return done();
}

void gdb_session::apply(const point& changed, bool insert) {
  const auto& [kind, address, bytes] = changed;
  rv32_debug_points& points = target_.debug_points();
  if (kind < '2') {
    const bool other = points_.count(point(kind == '0' ? '1' : '0', address, 0)) != 0;
    if (insert)
      points.add_breakpoint(address);
    else if (!other)
      points.remove_breakpoint(address);
    return;
  }
  const rv32_watch on = kind == '2' ? rv32_watch::store : kind == '3' ? rv32_watch::load : rv32_watch::access;
  if (insert)
    points.add_watchpoint({address, bytes, on});
  else
    points.remove_watchpoint({address, bytes, on});
}

void gdb_session::forget_points() {
  for (const point& removed : std::exchange(points_, {})) apply(removed, false);
}

gdb_answer gdb_session::resume(std::string_view address, gdb_action action) {
  if (!address.empty()) {
    const auto parsed = gdb_number(address);
    if (!parsed) return malformed();
    target_.write_register(debug_target::pc_register, *parsed);
  }
  return {std::nullopt, action};
}

gdb_answer gdb_session::verbose(std::string_view command) {
  if (command == "Cont?") return text("vCont;c;C;s;S;r");
  if (begins(command, "Cont;")) return continue_verbosely(command.substr(5));
  if (begins(command, "Kill;")) return {"OK", gdb_action::kill};
  return not_understood();
}

/// The first action is the one for the only thread, whichever it names.
gdb_answer gdb_session::continue_verbosely(std::string_view actions) {
  std::string_view action = cut(actions, ';');
  action = cut(action, ':');
  if (action == "c" || begins(action, "C")) return {std::nullopt, gdb_action::run};
  if (action == "s" || begins(action, "S")) return {std::nullopt, gdb_action::step};
  if (!begins(action, "r")) return malformed();
  action.remove_prefix(1);
  const auto first = gdb_number(cut(action, ','));
  const auto end = gdb_number(action);
  if (!first || !end) return malformed();
  return {std::nullopt, gdb_action::range, *first, *end};
}

gdb_answer gdb_session::query(std::string_view command) {
  constexpr std::string_view description = "qXfer:features:read:target.xml:", words = "qRcmd,";
  if (begins(command, "qSupported"))
    return text(packet_size() + ";QStartNoAckMode+;qXfer:features:read+;vContSupported+");
  if (command == "QStartNoAckMode") {
    without_acknowledgement_ = true;
    return done();
  }
  if (begins(command, description)) return transfer(command.substr(description.size()));
  if (begins(command, words)) return monitor(command.substr(words.size()));
  if (command == "qC") return text("QC1");
  if (command == "qfThreadInfo") return text("m1");
  if (command == "qsThreadInfo") return text("l");
  if (command == "qAttached") return text("1");  // a debugger that leaves lets the program run
  if (begins(command, "qSymbol")) return done();
  return not_understood();
}

gdb_answer gdb_session::transfer(std::string_view range) const {
  const auto offset = gdb_number(cut(range, ','));
  const auto length = gdb_number(range);
  const std::string& whole = gdb_target_description();
  if (!offset || !length || *offset > whole.size()) return malformed();
  const std::string part = whole.substr(*offset, std::min(*length, most_memory));
  return text((*offset + part.size() < whole.size() ? "m" : "l") + part);
}

gdb_answer gdb_session::monitor(std::string_view hex) {
  const auto command = gdb_bytes(hex);
  if (!command) return malformed();
  const std::string shown = target_.monitor(*command);
  return shown.empty() ? done() : text(gdb_hex(shown));
}

}  // namespace memvp
