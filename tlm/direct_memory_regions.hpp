// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <tlm>
#include <vector>

namespace memvp {

/// The stretches of memory that targets have let an initiator access past the bus, until they take them back.
class direct_memory_regions {
 public:
  void add(const tlm::tlm_dmi& granted) {
    remove(granted.get_start_address(), granted.get_end_address());
    regions_.push_back(granted);
  }

  /// Forgets every region that shares an address with [first, last].
  void remove(std::uint64_t first, std::uint64_t last) {
    regions_.erase(std::remove_if(regions_.begin(), regions_.end(),
                                  [first, last](const tlm::tlm_dmi& region) {
                                    return region.get_start_address() <= last && first <= region.get_end_address();
                                  }),
                   regions_.end());
  }

  bool empty() const noexcept { return regions_.empty(); }

  /// Reads or writes the aligned word at `address` if a region allows it, and adds the region's latency to `local`.
  /// Only words: a region's latency is that of a bus-wide access, so that longer or unaligned ones would take another
  /// time than on the bus.
  /// \return whether it did
  bool access_word(bool is_read, std::uint64_t address, unsigned char* data, sc_core::sc_time& local) const {
    for (const tlm::tlm_dmi& region : regions_) {
      if (address >= region.get_start_address() && address <= region.get_end_address() &&
          region.get_end_address() - address >= 3 && (is_read ? region.is_read_allowed() : region.is_write_allowed())) {
        unsigned char* word = region.get_dmi_ptr() + (address - region.get_start_address());
        is_read ? std::memcpy(data, word, 4) : std::memcpy(word, data, 4);
        local += is_read ? region.get_read_latency() : region.get_write_latency();
        return true;
      }
    }
    return false;
  }

 private:
  std::vector<tlm::tlm_dmi> regions_;
};

}  // namespace memvp
