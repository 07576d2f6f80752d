// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/host_cpu.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "memvp/tlm/hexadecimal.hpp"
#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

namespace {

constexpr unsigned word_bytes = 4;

/// Bytes of the widest store of a processor, at most a word, that begins at `address` and stays among `left` bytes.
unsigned store_width(std::uint64_t address, unsigned left) {
  unsigned width = word_bytes;
  while (address % width != 0 || width > left) width /= 2;
  return width;
}

const char* name_of(tlm::tlm_command command) { return command == tlm::TLM_READ_COMMAND ? "read" : "write"; }

}  // namespace

host_cpu::host_cpu(const sc_core::sc_module_name& name, const settings& chosen)
    : sc_core::sc_module(name),
      socket("socket"),
      interrupt("interrupt"),
      settings_(chosen),
      master_(socket, chosen.timing, chosen.use_dmi),
      now_(sc_core::sc_time_stamp()),
      minds_more_(chosen.word_cycles != 0 || chosen.max_time != sc_core::SC_ZERO_TIME) {
  checked_clock_period(this->name(), chosen.clock_period);
  hand_over_ = after_cycles(sc_core::SC_ZERO_TIME, chosen.word_cycles / 2, chosen.clock_period);
  SC_HAS_PROCESS(host_cpu);
  SC_THREAD(run);
  // Workloads run in this thread, and SystemC's default of 64 KiB is soon exceeded by ordinary C++.
  set_stack_size(1024 * 1024);
}

void host_cpu::run() {
  try {
    if (program_) {
      program_(*this);
    }
    synchronise();
    finished_ = true;
  } catch (const sc_core::sc_unwind_exception&) {
    throw;  // SystemC ends the process
  } catch (...) {
    failure_ = std::current_exception();
  }
  if (failure_ != nullptr || settings_.stop_when_finished) {
    sc_core::sc_stop();
  }
}

void host_cpu::read(std::uint64_t address, void* data, std::size_t bytes) {
  if (bytes != 0) {
    transport(tlm::TLM_READ_COMMAND, address, static_cast<unsigned char*>(data), checked_length(address, bytes));
  }
}

void host_cpu::write(std::uint64_t address, const void* data, std::size_t bytes) {
  if (bytes != 0) {
    // The payload's pointer serves reads and writes; a write leaves the data alone.
    auto* source = static_cast<unsigned char*>(const_cast<void*>(data));
    transport(tlm::TLM_WRITE_COMMAND, address, source, checked_length(address, bytes));
  }
}

void host_cpu::transport_in_steps(tlm::tlm_command command, std::uint64_t address, unsigned char* data,
                                  unsigned length) {
  if (settings_.word_cycles == 0) return transport_step(command, address, data, length);
  for (unsigned done = 0; done < length;) {
    const std::uint64_t at = address + done;
    let_time_pass_until_next_word();
    if (command == tlm::TLM_READ_COMMAND) {
      unsigned char word[word_bytes] = {};
      const auto skipped = static_cast<unsigned>(at % word_bytes);
      const unsigned used = std::min(word_bytes - skipped, length - done);
      transport_step(command, at - skipped, word, word_bytes);
      std::memcpy(data + done, word + skipped, used);
      done += used;
    } else {
      const unsigned width = store_width(at, length - done);
      transport_step(command, at, data + done, width);
      done += width;
    }
  }
}

void host_cpu::transport_step(tlm::tlm_command command, std::uint64_t address, unsigned char* data, unsigned length) {
  last_ = {command, address, length};
  const sc_core::sc_time start = now_ + local_;
  const tlm::tlm_response_status status = master_.transport(command, address, data, length, local_);
  const sc_core::sc_time end = settings_.handed_over ? now_ + local_ - hand_over_ : now_ + local_;
  if (!settings_.handed_over) local_ += hand_over_;
  const bool ok = status == tlm::TLM_OK_RESPONSE, writes = command == tlm::TLM_WRITE_COMMAND;
  if (observer_ != nullptr)
    observer_->transaction({name(), address, writes, length, picoseconds(start), picoseconds(end), ok});
  if (follower_ != nullptr && ok)
    follower_->step({writes ? program_step::action::write : program_step::action::read, address, data, length,
                     start.value() / settings_.clock_period.value(), end.value() / settings_.clock_period.value()});
  if (now_ + local_ >= next_synchronisation_) synchronise();
  if (!ok) fail(command, address, length, status);
}

/// The first multiple of word_cycles that is at least as many cycles after the program has asked.
void host_cpu::let_time_pass_until_next_word() {
  const std::uint64_t pace = settings_.word_cycles, period = settings_.clock_period.value();
  const std::uint64_t now_ps = (now_ + local_).value();
  const std::uint64_t asked = now_ps / period + (now_ps % period != 0 ? 1 : 0);
  const std::uint64_t earliest = std::max(start_up_cycles, asked + pace);
  const std::uint64_t start = (earliest + pace - 1) / pace * pace;
  local_ = after_cycles(sc_core::SC_ZERO_TIME, start, settings_.clock_period) - now_;
}

std::size_t host_cpu::debug_read(std::uint64_t address, void* data, std::size_t bytes) {
  return master_.debug_transport(tlm::TLM_READ_COMMAND, address, static_cast<unsigned char*>(data),
                                 checked_length(address, bytes));
}

std::size_t host_cpu::debug_write(std::uint64_t address, const void* data, std::size_t bytes) {
  return master_.debug_transport(tlm::TLM_WRITE_COMMAND, address, static_cast<unsigned char*>(const_cast<void*>(data)),
                                 checked_length(address, bytes));
}

void host_cpu::spend(std::uint64_t cycles) {
  local_ = after_cycles(now_ + local_, cycles, settings_.clock_period) - now_;
  if (now_ + local_ >= next_synchronisation_) {
    synchronise();
  }
}

void host_cpu::synchronise() {
  const bool limited = settings_.max_time != sc_core::SC_ZERO_TIME;
  if (local_ != sc_core::SC_ZERO_TIME) {
    const bool beyond = limited && now_ + local_ > settings_.max_time;
    sc_core::wait(beyond ? settings_.max_time - std::min(now_, settings_.max_time) : local_);
    if (!beyond) local_ = sc_core::SC_ZERO_TIME;
  }
  if (limited) give_up_at_limit();
  // Quanta begin at multiples of their length, for every host alike.
  const std::uint64_t now = now_.value(), quantum = settings_.quantum.value();
  const std::uint64_t left = quantum == 0 ? 0 : quantum - now % quantum;
  next_synchronisation_ = sc_core::sc_time::from_value(now + left < now ? now : now + left);
  if (limited) next_synchronisation_ = std::min(next_synchronisation_, settings_.max_time);
}

void host_cpu::wait_for_interrupt() {
  synchronise();
  const std::uint64_t start = now_cycles();
  while (!interrupt.read()) {
    if (settings_.max_time == sc_core::SC_ZERO_TIME) {
      sc_core::wait(interrupt.posedge_event());
    } else {
      waits_ = true;
      sc_core::wait(settings_.max_time - now_, interrupt.posedge_event());
      give_up_at_limit();
      waits_ = false;
    }
  }
  const std::uint64_t end = now_cycles();
  if (end != start) {
    if (latency_ != nullptr) latency_->record(cause_of_waiting_(), start, end - start);
  }
  if (follower_ != nullptr) follower_->step({program_step::action::wait, 0, nullptr, 0, start, end});
}

void host_cpu::give_up_at_limit() {
  if (now_ < settings_.max_time) return;
  throw std::runtime_error(std::string(name()) + ": the program has not ended after " + settings_.max_time.to_string() +
                           " of simulated time; " +
                           (last_.length == 0 ? "it has made no access" : "its last access was a " + last_access()) +
                           (waits_ ? ", and it waits for an interrupt" : ""));
}

std::string host_cpu::last_access() const {
  return std::string(name_of(last_.command)) + " of " + std::to_string(last_.length) + " bytes at " +
         hexadecimal(last_.address, 8);
}

void host_cpu::observe(transaction_observer* observer) noexcept {
  // Only the host knows when an access of its pace has ended.
  settings_.word_cycles == 0 ? master_.observe(observer) : void(observer_ = observer);
}

void host_cpu::follow(program_observer* follower) noexcept {
  follower_ = follower;
  minds_more_ = follower != nullptr || settings_.word_cycles != 0 || settings_.max_time != sc_core::SC_ZERO_TIME;
}

void host_cpu::log_waits(latency_log& log, std::function<latency_id()> cause) {
  latency_ = &log;
  cause_of_waiting_ = std::move(cause);
}

std::uint64_t host_cpu::now_cycles() const { return (now_ + local_).value() / settings_.clock_period.value(); }

unsigned host_cpu::checked_length(std::uint64_t address, std::size_t bytes) const {
  if (bytes > std::numeric_limits<unsigned>::max()) {
    throw bus_error(std::string(name()) + ": a transaction of " + std::to_string(bytes) + " bytes at " +
                        hexadecimal(address, 8) + " is longer than a bus transaction can be",
                    address, tlm::TLM_BURST_ERROR_RESPONSE);
  }
  return static_cast<unsigned>(bytes);
}

void host_cpu::fail(tlm::tlm_command command, std::uint64_t address, unsigned length,
                    tlm::tlm_response_status status) const {
  tlm::tlm_generic_payload named;
  named.set_response_status(status);
  throw bus_error(std::string(name()) + ": " + name_of(command) + " of " + std::to_string(length) + " bytes at " +
                      hexadecimal(address, 8) + " was answered by " + named.get_response_string(),
                  address, status);
}

void host_cpu::rethrow_if_failed() const {
  if (failure_ != nullptr) {
    std::rethrow_exception(failure_);
  }
}

void host_cpu::require_finished() const {
  rethrow_if_failed();
  if (!finished_) {
    throw std::runtime_error(std::string(name()) + ": the program did not finish: at cycle " +
                             std::to_string(now_cycles()) +
                             " it waits for an interrupt, and nothing is left that could raise one");
  }
}

}  // namespace memvp
