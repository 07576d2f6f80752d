// SPDX-License-Identifier: Apache-2.0
// A target among random initiators, and its twin, which is asked the same by blocking transactions alone.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "memvp/tlm/register_device.hpp"
#include "memvp/tlm/router.hpp"
#include "memvp/tlm/simulated_time.hpp"
#include "protocol_checker.hpp"
#include "random_initiator.hpp"
#include "twin_link.hpp"

namespace memvp {

/// Who uses the target.
enum class users {
  blocking_ahead,  ///< one loosely timed initiator, which runs ahead by up to 100 cycles
  in_phases,       ///< one approximately timed initiator with up to four transactions on their way
  all_kinds        ///< five initiators behind a router: loosely timed, approximately timed, and both at once
};

inline const char* name_of(users who) {
  return who == users::blocking_ahead ? "blocking_ahead" : who == users::in_phases ? "in_phases" : "all_kinds";
}

/// The times and values of an interrupt line, without what lasts no time.
struct recorded_line : sc_core::sc_module {
  sc_core::sc_signal<bool> signal{"signal"};
  std::vector<std::pair<std::uint64_t, bool>> changes;  // ps

  explicit recorded_line(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
    SC_HAS_PROCESS(recorded_line);
    SC_METHOD(record);
    sensitive << signal;
    dont_initialize();
  }
  void record() {
    const std::uint64_t now = sc_core::sc_time_stamp().value();
    if (!changes.empty() && changes.back().first == now)
      changes.pop_back();
    else
      changes.emplace_back(now, signal.read());
  }
};

class twin_bench {
 public:
  static constexpr std::uint64_t base = 0x10000000;

  /// \param size of the target's address range
  /// \param next makes the accesses of an initiator that finds the target at the given address
  twin_bench(users who, any_bus_target_socket& target, any_bus_target_socket& its_twin, std::uint64_t size,
             const std::function<access_generator(std::uint64_t base)>& next, unsigned accesses = 1500)
      : who_(who), link_("link", who == users::all_kinds ? twin_link::ahead::as_well : twin_link::ahead::waited) {
    last_ = std::make_unique<protocol_checker>("last", log, false);
    link_.out.bind(last_->in);
    last_->out.bind(target);
    link_.twin.bind(its_twin);
    if (who == users::all_kinds) {
      bus_ = std::make_unique<router>("bus", sc_core::sc_time(10, sc_core::SC_NS));
      bus_->set_link(checked_link(log, checkers_));
      for (unsigned i = 0; i < 5; ++i) add_initiator(i, i < 2 ? 50 : i == 2 ? 0 : 100, 0, next(base), accesses);
      for (const auto& initiator : initiators) bus_->attach(initiator->socket);
      bus_->map(link_.in, base, size);
    } else {
      const bool blocking = who == users::blocking_ahead;
      add_initiator(0, blocking ? 0 : 100, blocking ? 100 : 0, next(0), 3 * accesses);
      first_ = std::make_unique<protocol_checker>("first", log, false);
      first_->in.bind(initiators.front()->socket);
      first_->out.bind(link_.in);
    }
  }

  /// Runs until every initiator has finished, and a while longer, and expects what must hold for every target.
  void run() {
    const auto all_finished = [this] {
      return std::all_of(initiators.begin(), initiators.end(), [](const auto& one) { return one->finished(); });
    };
    for (int i = 0; i < 2000 && !all_finished(); ++i) sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_MS));
    EXPECT_TRUE(all_finished()) << "a transaction has not ended";
    sc_core::sc_start(sc_core::sc_time(100, sc_core::SC_US));
    // What the initiators do wrong on purpose (no data, no pointer) is counted, but not the target's fault.
    EXPECT_EQ(log.count(protocol_party::target), 0u) << sentences();
    EXPECT_EQ(log.count(protocol_rule::request_exclusion) + log.count(protocol_rule::initiator_time_goes_on) +
                  log.count(protocol_rule::reference_is_held) + log.count(protocol_rule::forward_phase),
              0u)
        << sentences();
    for (const auto& checker : checkers_) EXPECT_EQ(checker->in_progress(), 0u);
    EXPECT_EQ(last_->in_progress(), 0u);
    EXPECT_GT(link_.accesses(), 500u);
    const std::vector<std::string> differences = link_.differences();
    EXPECT_EQ(differences.size(), 0u) << "of " << link_.accesses() << " accesses, first:\n" << first_of(differences);
    for (const auto& initiator : initiators) EXPECT_EQ(initiator->direct_differences(), 0u);
    for (const auto status : {tlm::TLM_OK_RESPONSE, tlm::TLM_BURST_ERROR_RESPONSE, tlm::TLM_ADDRESS_ERROR_RESPONSE,
                              tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE})
      EXPECT_GT(answered(status), 2u) << status;
  }

  protocol_log log;
  std::vector<std::unique_ptr<random_initiator>> initiators;

  /// How many transactions ended with this response.
  unsigned answered(tlm::tlm_response_status status) const {
    unsigned sum = 0;
    for (const auto& initiator : initiators) sum += initiator->answered(status);
    return sum;
  }

 private:
  void add_initiator(unsigned number, unsigned percent_in_phases, unsigned most_ahead, access_generator next,
                     unsigned accesses) {
    random_initiator::settings chosen;
    chosen.seed = 100 * static_cast<std::uint64_t>(who_) + number + 1;
    chosen.accesses = accesses;
    chosen.percent_in_phases = percent_in_phases;
    chosen.most_ahead = most_ahead;
    chosen.offset = sc_core::sc_time(1.3 + 1.1 * number, sc_core::SC_NS);
    initiators.push_back(
        std::make_unique<random_initiator>(("initiator" + std::to_string(number)).c_str(), chosen, std::move(next)));
  }
  std::string sentences() const {
    std::string found;
    for (const protocol_violation& broken : log.violations())
      if (describe(broken.rule).party != protocol_party::initiator || found.empty()) found += broken.sentence + "\n";
    return found;
  }
  static std::string first_of(const std::vector<std::string>& sentences) {
    std::string text;
    for (std::size_t i = 0; i < sentences.size() && i < 5; ++i) text += sentences[i] + "\n";
    return text;
  }

  users who_;
  std::vector<std::unique_ptr<protocol_checker>> checkers_;
  std::unique_ptr<protocol_checker> first_, last_;
  twin_link link_;
  std::unique_ptr<router> bus_;
};

/// What a debugger finds in all registers and windows (of these at most the first 4 KiB).
inline std::vector<unsigned char> content_of(tlm::tlm_fw_transport_if<>& device, const register_map& map) {
  std::vector<unsigned char> content;
  const auto add = [&](std::uint64_t offset, std::size_t bytes) {
    std::vector<unsigned char> part(bytes, 0xEE);
    tlm::tlm_generic_payload payload;
    payload.set_address(offset);
    payload.set_command(tlm::TLM_READ_COMMAND);
    payload.set_data_ptr(part.data());
    payload.set_data_length(static_cast<unsigned>(bytes));
    payload.set_streaming_width(static_cast<unsigned>(bytes));
    device.transport_dbg(payload);
    content.insert(content.end(), part.begin(), part.end());
  };
  for (const register_entry& entry : map.registers) add(entry.offset, 4);
  for (const buffer_window& window : map.windows) add(window.offset, std::min<std::size_t>(window.size, 4096));
  return content;
}

}  // namespace memvp
