// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/register_map.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <stdexcept>

#include "memvp/tlm/hexadecimal.hpp"

namespace memvp {
namespace {

bool is_identifier(const char* name) {
  if (name == nullptr || std::isalpha(static_cast<unsigned char>(*name)) == 0) {
    return false;
  }
  return std::all_of(name, name + std::string_view(name).size(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

[[noreturn]] void refuse(const register_map& map, const std::string& sentence) {
  throw std::invalid_argument("register map '" + std::string(map.name) + "': " + sentence);
}

void check_name(const register_map& map, const char* name, const char* kind, std::set<std::string>& seen) {
  if (!is_identifier(name)) {
    refuse(map, std::string(kind) + " name '" + (name == nullptr ? "" : name) + "' is not an identifier");
  }
  if (!seen.insert(name).second) {
    refuse(map, std::string(kind) + " name '" + name + "' is used twice");
  }
}

void check_fields(const register_map& map, const register_entry& entry) {
  std::set<std::string> names;
  std::uint64_t taken = 0;
  for (const register_field& field : entry.fields) {
    check_name(map, field.name, "field", names);
    if (field.width == 0 || field.low_bit > 31 || field.width > 32 - field.low_bit) {
      refuse(map, "field " + std::string(entry.name) + "." + field.name + " does not fit into 32 bits");
    }
    const std::uint64_t mask = ((std::uint64_t{1} << field.width) - 1) << field.low_bit;
    if ((taken & mask) != 0) {
      refuse(map, "field " + std::string(entry.name) + "." + field.name + " overlaps another field");
    }
    taken |= mask;
  }
}

/// A register or window, as far as addresses go.
struct stretch {
  std::uint64_t first, size;
  const char* name;
};

void check_overlap(const register_map& map, std::vector<stretch> stretches) {
  std::sort(stretches.begin(), stretches.end(), [](const stretch& a, const stretch& b) { return a.first < b.first; });
  for (std::size_t i = 1; i < stretches.size(); ++i) {
    const stretch &before = stretches[i - 1], &after = stretches[i];
    if (before.first + before.size > after.first) {
      refuse(map, std::string(before.name) + " at " + hexadecimal(before.first) + " and " + after.name + " at " +
                      hexadecimal(after.first) + " overlap");
    }
  }
}

}  // namespace

void check(const register_map& map) {
  if (!is_identifier(map.name)) {
    throw std::invalid_argument("a register map's name must be an identifier");
  }
  std::set<std::string> names;
  std::vector<stretch> stretches;
  for (const register_entry& entry : map.registers) {
    check_name(map, entry.name, "register", names);
    if (entry.offset % 4 != 0) {
      refuse(map, "register " + std::string(entry.name) + " at " + hexadecimal(entry.offset) +
                      " does not begin at a multiple of 4");
    }
    check_fields(map, entry);
    stretches.push_back({entry.offset, 4, entry.name});
  }
  for (const buffer_window& window : map.windows) {
    check_name(map, window.name, "window", names);
    if (window.offset % 4 != 0 || window.size % 4 != 0) {
      refuse(map, "window " + std::string(window.name) + " does not begin and end at a multiple of 4");
    }
    if (window.size == 0) {
      refuse(map, "window " + std::string(window.name) + " is empty");
    }
    if (std::uint64_t{window.offset} + window.size > (std::uint64_t{1} << 32)) {
      refuse(map, "window " + std::string(window.name) + " ends past 2^32");
    }
    stretches.push_back({window.offset, window.size, window.name});
  }
  check_overlap(map, std::move(stretches));
}

const register_entry& find_register(const register_map& map, std::string_view name) {
  const auto found = std::find_if(map.registers.begin(), map.registers.end(),
                                  [name](const register_entry& entry) { return name == entry.name; });
  if (found == map.registers.end()) {
    refuse(map, "there is no register '" + std::string(name) + "'");
  }
  return *found;
}

std::uint64_t address_span(const register_map& map) {
  std::uint64_t span = 0;
  for (const register_entry& entry : map.registers) {
    span = std::max(span, std::uint64_t{entry.offset} + 4);
  }
  for (const buffer_window& window : map.windows) {
    span = std::max(span, std::uint64_t{window.offset} + window.size);
  }
  return span;
}

std::vector<register_entry> common_registers(std::uint32_t identity, std::uint32_t version) {
  using access = register_access;
  namespace at = common_register;
  return {
      {"ID", at::id, access::read_only, identity, "which device this is", {}},
      {"VERSION",
       at::version,
       access::read_only,
       version,
       "version of this register map",
       {{"MINOR", 0, 16, "grows with compatible additions"}, {"MAJOR", 16, 16, "grows with incompatible changes"}}},
      {"CONTROL",
       at::control,
       access::read_write,
       0,
       "switches of the whole device",
       {{"RESET", 0, 1, "write 1: abandon the command in progress and return to reset values; reads 0"}}},
      {"STATUS",
       at::status,
       access::read_only,
       0,
       "what the device is doing",
       {{"BUSY", 0, 1, "a command is in progress"},
        {"DONE", 1, 1, "the last command has finished"},
        {"FAILED", 2, 1, "the last command failed, see ERROR"}}},
      {"IRQ_ENABLE",
       at::irq_enable,
       access::read_write,
       0,
       "which causes raise the interrupt line",
       {{"DONE", 0, 1, "a command has finished"}, {"ERROR", 1, 1, "a command was refused or failed"}}},
      {"IRQ_STATUS",
       at::irq_status,
       access::write_one_to_clear,
       0,
       "interrupt causes since they were last cleared; the line is high while one that is enabled is set",
       {{"DONE", 0, 1, "a command has finished"}, {"ERROR", 1, 1, "a command was refused or failed"}}},
      {"COMMAND", at::command, access::read_write, 0, "writing a command code starts the command", {}},
      {"ERROR", at::error, access::read_only, 0, "why the last command was refused or failed, 0 if it was not", {}},
      {"CYCLES_LOW", at::cycles_low, access::read_only, 0, "busy cycles, bits 31-0; reading latches CYCLES_HIGH", {}},
      {"CYCLES_HIGH", at::cycles_high, access::read_only, 0, "busy cycles, bits 63-32", {}},
      {"OPERATIONS_LOW",
       at::operations_low,
       access::read_only,
       0,
       "operations, bits 31-0; reading latches OPERATIONS_HIGH",
       {}},
      {"OPERATIONS_HIGH", at::operations_high, access::read_only, 0, "operations, bits 63-32", {}},
      {"ENERGY_LOW",
       at::energy_low,
       access::read_only,
       0,
       "dynamic energy in femtojoules, bits 31-0; reading latches ENERGY_HIGH",
       {}},
      {"ENERGY_HIGH", at::energy_high, access::read_only, 0, "dynamic energy in femtojoules, bits 63-32", {}},
  };
}

const char* description(register_access access) {
  switch (access) {
    case register_access::read_only:
      return "read only";
    case register_access::read_write:
      return "read/write";
    case register_access::write_only:
      return "write only";
    case register_access::write_one_to_clear:
      return "write 1 to clear";
  }
  return "";
}

}  // namespace memvp
