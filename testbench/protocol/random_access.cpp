// SPDX-License-Identifier: Apache-2.0
#include "random_access.hpp"

#include <algorithm>

namespace memvp {

namespace {

constexpr unsigned longest = 80;  // bytes

void put_word(random_access& access, std::uint32_t value) {
  access.data.clear();
  for (unsigned byte = 0; byte < 4; ++byte) access.data.push_back(static_cast<unsigned char>(value >> 8 * byte));
}

/// As any initiator may do that knows the base protocol, and as few do.
void make_unusual(random_access& access, random_source& source) {
  switch (draw(source, 0, 4)) {
    case 0:
      access.enables.resize(draw(source, 1, 8));
      for (unsigned char& enable : access.enables) enable = chance(source, 50) ? TLM_BYTE_ENABLED : TLM_BYTE_DISABLED;
      break;
    case 1:
      access.width = static_cast<unsigned>(draw(source, 1, 2 * longest));
      break;
    case 2:
      access.command = tlm::TLM_IGNORE_COMMAND;
      break;
    case 3:
      access.data.resize(0);  // against the rules
      break;
    default:
      access.null_pointer = true;  // against the rules
  }
}

random_access any_access(random_source& source, std::uint64_t base, std::uint64_t size) {
  random_access access;
  access.command = chance(source, 50) ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND;
  access.data.resize(chance(source, 60) ? 4 : draw(source, 1, longest));
  for (unsigned char& byte : access.data) byte = static_cast<unsigned char>(draw(source, 0, 255));
  // Some begin before or after the range, some reach over its end.
  access.address = chance(source, 5) ? base + size + draw(source, 0, 64) - std::min<std::uint64_t>(base, 32)
                                     : base + draw(source, 0, size - 1);
  if (chance(source, 70)) access.address &= ~std::uint64_t{3};
  access.width = access.length();
  if (chance(source, 30)) make_unusual(access, source);
  return access;
}

}  // namespace

void fill(tlm::tlm_generic_payload& payload, random_access& access) {
  payload.set_command(access.command);
  payload.set_address(access.address);
  payload.set_data_ptr(access.null_pointer ? nullptr : access.data.data());
  payload.set_data_length(access.length());
  payload.set_streaming_width(access.width);
  payload.set_byte_enable_ptr(access.enables.empty() ? nullptr : access.enables.data());
  payload.set_byte_enable_length(static_cast<unsigned>(access.enables.size()));
  payload.set_dmi_allowed(false);
  payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
}

access_generator memory_accesses(std::uint64_t base, std::uint64_t size) {
  return [=](random_source& source) { return any_access(source, base, size); };
}

access_generator device_accesses(const register_map& map, std::uint64_t base, std::uint64_t size) {
  return [=](random_source& source) {
    random_access access = any_access(source, base, size);
    const std::uint64_t kind = draw(source, 1, 100);
    if (kind > 90 || (map.windows.empty() && kind > 80)) return access;
    access.enables.clear();
    access.null_pointer = false;
    if (access.command == tlm::TLM_IGNORE_COMMAND) access.command = tlm::TLM_READ_COMMAND;
    if (kind <= 55 || map.windows.empty()) {
      access.address = base + map.registers[draw(source, 0, map.registers.size() - 1)].offset;
      // A command's code, a count, a bit of a mask, or anything.
      const unsigned which = static_cast<unsigned>(draw(source, 0, 9));
      put_word(access, static_cast<std::uint32_t>(which < 6   ? draw(source, 0, 8)
                                                  : which < 8 ? std::uint64_t{1} << draw(source, 0, 31)
                                                  : which < 9 ? ~std::uint64_t{0}
                                                              : draw(source, 0, 0xFFFFFFFF)));
    } else {
      const buffer_window& window = map.windows[draw(source, 0, map.windows.size() - 1)];
      const std::uint64_t words = window.size / 4;
      access.address = base + window.offset + 4 * draw(source, 0, std::min<std::uint64_t>(words, 32) - 1);
      access.data.resize(4 * draw(source, 1, 8));
      for (unsigned char& byte : access.data) byte = static_cast<unsigned char>(draw(source, 0, 7));
    }
    access.width = access.length();
    return access;
  };
}

access_generator tile_accesses(const register_map& map, std::uint64_t base, std::uint64_t size, const tile_use& use) {
  struct order {
    std::uint32_t offset;
    std::uint64_t least, most;
  };
  std::vector<order> orders;
  for (const register_entry& entry : map.registers) {
    const std::string_view name = entry.name;
    if (entry.offset >= common_register::first_own && entry.access == register_access::read_write &&
        name.find("COUNT") != std::string_view::npos)
      orders.push_back({entry.offset, 1, 3});
    for (const tile_use::useful_register& one : use.registers)
      if (one.name == name) orders.push_back({entry.offset, one.least, one.most});
  }
  const order command{common_register::command, use.first_command, use.last_command};
  return [=, any = device_accesses(map, base, size)](random_source& source) {
    const std::uint64_t kind = draw(source, 1, 100);
    const auto write = [&](const order& given) {
      random_access access;
      access.command = tlm::TLM_WRITE_COMMAND;
      access.address = base + given.offset;
      put_word(access, static_cast<std::uint32_t>(draw(source, given.least, given.most)));
      return access;
    };
    if (kind <= 15) return write(command);
    if (kind <= 35) return write(orders[draw(source, 0, orders.size() - 1)]);
    if (kind <= 38) return write({common_register::irq_enable, 3, 7});
    if (kind <= 42) return write({common_register::irq_status, 3, 255});
    if (kind <= 60) {
      const buffer_window& window = map.windows[draw(source, 0, map.windows.size() - 1)];
      return write({window.offset + 4 * static_cast<std::uint32_t>(draw(source, 0, 15)), 0, 20});
    }
    random_access access = any(source);
    const bool is_argument = access.address >= base + common_register::first_own && access.address < base + 0x1000;
    if (is_argument && access.command == tlm::TLM_WRITE_COMMAND) access.command = tlm::TLM_READ_COMMAND;
    return access;
  };
}

}  // namespace memvp
