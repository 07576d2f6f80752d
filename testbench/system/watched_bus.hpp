// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "protocol_checker.hpp"

namespace memvp::system_test {

/// Protocol checkers for the buses of systems that a test builds itself: to be made before them, and to be given to
/// them as run_context::link. Expects, in the end, that they have seen transactions and no breach of TLM-2.0.
class watched_bus {
 public:
  watched_bus() = default;
  watched_bus(const watched_bus&) = delete;
  watched_bus& operator=(const watched_bus&) = delete;
  ~watched_bus() {
    EXPECT_GT(log_.transactions(), 0u);
    EXPECT_EQ(log_.violation_count(), 0u) << log_.sentences();
  }
  bus_link link() { return checked_link(log_, checkers_); }

 private:
  protocol_log log_;
  std::vector<std::unique_ptr<protocol_checker>> checkers_;
};

}  // namespace memvp::system_test
