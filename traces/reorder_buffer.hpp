// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace memvp {

/// A new value of a traced signal, as 64 raw bits, at a time that may lie ahead.
struct signal_change {
  std::uint64_t time_ps;
  std::uint64_t order;  // keeps equal stamps in the order in which they came
  std::uint64_t bits;
  std::uint32_t signal;
};

/// Puts changes that come with stamps out of order into the order of their stamps, stable for equal ones.
///
/// A plan lists its changes in order, so nearly all of them are appended to a queue at constant cost; only those that
/// lie before the queue's end (another tile, another initiator) go through a heap.
class reorder_buffer {
 public:
  static constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();

  void push(std::uint64_t time_ps, std::uint32_t signal, std::uint64_t bits) {
    const signal_change change{time_ps, next_order_++, bits, signal};
    if (head_ == queue_.size() || queue_.back().time_ps <= time_ps) {
      queue_.push_back(change);
    } else {
      heap_.push_back(change);
      std::push_heap(heap_.begin(), heap_.end(), later);
    }
    earliest_ps_ = std::min(earliest_ps_, time_ps);
  }

  bool empty() const noexcept { return head_ == queue_.size() && heap_.empty(); }

  /// Stamp of the next change, `none` if there is none.
  std::uint64_t earliest_ps() const noexcept { return earliest_ps_; }

  /// Takes out the change with the earliest stamp. Not for an empty buffer.
  signal_change pop() {
    signal_change change;
    if (heap_.empty() || (head_ != queue_.size() && later(heap_.front(), queue_[head_]))) {
      change = queue_[head_++];
      discard_taken();
    } else {
      std::pop_heap(heap_.begin(), heap_.end(), later);
      change = heap_.back();
      heap_.pop_back();
    }
    earliest_ps_ = head_ == queue_.size() ? none : queue_[head_].time_ps;
    if (!heap_.empty()) earliest_ps_ = std::min(earliest_ps_, heap_.front().time_ps);
    return change;
  }

  /// Removes every change that `condition` names. Costs as much as there are changes.
  template <class Condition>
  void remove_if(Condition condition) {
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
    queue_.erase(std::remove_if(queue_.begin(), queue_.end(), condition), queue_.end());
    heap_.erase(std::remove_if(heap_.begin(), heap_.end(), condition), heap_.end());
    std::make_heap(heap_.begin(), heap_.end(), later);
    earliest_ps_ = queue_.empty() ? none : queue_.front().time_ps;
    if (!heap_.empty()) earliest_ps_ = std::min(earliest_ps_, heap_.front().time_ps);
  }

 private:
  static bool later(const signal_change& a, const signal_change& b) noexcept {
    return a.time_ps != b.time_ps ? a.time_ps > b.time_ps : a.order > b.order;
  }

  /// Drops what was taken out of the front of the queue, seldom enough to be cheap.
  void discard_taken() {
    if (head_ == queue_.size()) {
      queue_.clear();
      head_ = 0;
    } else if (head_ >= 4096 && head_ * 2 >= queue_.size()) {
      queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(head_));
      head_ = 0;
    }
  }

  std::vector<signal_change> queue_;  // ascending stamps from head_ on
  std::size_t head_ = 0;
  std::vector<signal_change> heap_;
  std::uint64_t next_order_ = 0;
  std::uint64_t earliest_ps_ = none;
};

}  // namespace memvp
