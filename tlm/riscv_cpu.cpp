// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/riscv_cpu.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "memvp/tlm/hexadecimal.hpp"
#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

namespace {

/// Most delta cycles of an instant that the processor lets pass before it looks at its interrupt lines: enough for an
/// event to become a device's line, the controller's, and the processor's; a bound, since two processors would wait for
/// each other for ever.
constexpr int most_deltas = 16;

constexpr rv32_interrupt every_interrupt[] = {rv32_interrupt::external, rv32_interrupt::software,
                                              rv32_interrupt::timer};

const char* wait_for(rv32_interrupt interrupt) {
  switch (interrupt) {
    case rv32_interrupt::external:
      return "wait for external interrupt";
    case rv32_interrupt::software:
      return "wait for software interrupt";
    case rv32_interrupt::timer:
      break;
  }
  return "wait for timer interrupt";
}

}  // namespace

riscv_cpu::riscv_cpu(const sc_core::sc_module_name& name, const settings& chosen, latency_log* latency)
    : sc_core::sc_module(name),
      socket("socket"),
      external_interrupt("external_interrupt"),
      timer_interrupt("timer_interrupt"),
      software_interrupt("software_interrupt"),
      settings_(chosen),
      period_ps_(picoseconds(checked_clock_period(this->name(), chosen.clock_period))),
      processor_(*this, chosen.processor),
      now_(sc_core::sc_time_stamp()),
      latency_(latency),
      halted_event_("halted") {
  if (settings_.timing == bus_timing::approximately_timed)
    phases_.emplace(socket, settings_.timing, false);
  else
    socket.bind(static_cast<tlm::tlm_bw_transport_if<>&>(*this));
  SC_HAS_PROCESS(riscv_cpu);
  SC_THREAD(run);
  // Targets wait and compute on this thread's stack: a command of a tile, with matrices of some 100 KiB, exceeds
  // SystemC's default of 64 KiB by far.
  set_stack_size(1024 * 1024);
}

void riscv_cpu::end_of_elaboration() {
  require_bound(socket);
  ends_of_sleep_ = external_interrupt.value_changed_event() | software_interrupt.value_changed_event() |
                   timer_interrupt.value_changed_event() | halted_event_;
  if (control_ != nullptr) ends_of_sleep_ |= control_->hold_request();
}

void riscv_cpu::run() {
  try {
    put_program_into_memory();
    execute();
    finished_ = true;
  } catch (const sc_core::sc_unwind_exception&) {
    throw;  // SystemC ends the process
  } catch (...) {
    failure_ = std::current_exception();
  }
  if (control_ != nullptr) tell_of_end();
  if (failure_ != nullptr || settings_.stop_when_finished) sc_core::sc_stop();
}

/// Control may end the program in its own way even now.
void riscv_cpu::tell_of_end() {
  try {
    rethrow_if_failed();
    control_->finished(status_);
  } catch (const firmware_error& error) {
    try {
      control_->failed(error.what());
    } catch (...) {
      failure_ = std::current_exception();
    }
  } catch (...) {  // neither the program's end nor its fault
  }
}

void riscv_cpu::put_program_into_memory() {
  if (program_) {
    entry_ = program_->entry();
    for (const elf_segment& segment : program_->segments()) {
      const std::vector<std::uint8_t> zeros(segment.zeros, 0);
      const std::size_t written =
          debug_write(segment.address, program_->bytes_of(segment), segment.bytes) +
          debug_write(std::uint64_t{segment.address} + segment.bytes, zeros.data(), zeros.size());
      if (written != std::size_t{segment.bytes} + segment.zeros)
        throw firmware_error(std::string(name()) + ": the program has " +
                                 std::to_string(std::size_t{segment.bytes} + segment.zeros) + " bytes for address " +
                                 hexadecimal(segment.address, 8) + ", but there is memory for " +
                                 std::to_string(written) + " of them",
                             segment.address);
    }
  }
  processor_.reset(entry_);
}

void riscv_cpu::execute() {
  rv32_stop stop;
  for (;;) {
    catch_up();
    if (halted_) return;
    give_up_at_limit();
    stop = advance(stop);
    switch (stop.reason) {
      case rv32_stop_reason::sleep:
        sleep();
        break;
      case rv32_stop_reason::no_trap_handler:
      case rv32_stop_reason::double_trap:
        catch_up();
        throw failure_of(stop);
      default:
        break;
    }
  }
}

/// Executes what may be executed before anything else happens in the simulation.
rv32_stop riscv_cpu::advance(const rv32_stop& latest) {
  const bool step = control_ != nullptr && control_->go_on(latest) == execution_control::pace::step;
  const std::uint64_t cycles = budget();
  return step ? processor_.step() : processor_.run(cycles);
}

sc_core::sc_time riscv_cpu::processor_time() const {
  return after_cycles(sc_core::SC_ZERO_TIME, processor_.state().cycles, settings_.clock_period);
}

/// Lets simulated time reach the processor's, and takes over the interrupt lines.
void riscv_cpu::catch_up() {
  const sc_core::sc_time reached = processor_time();
  if (reached > now_) sc_core::wait(reached - now_);
  settle();
}

/// Lets everything happen that belongs to this instant, whatever the order of processes, and looks at the lines then.
void riscv_cpu::settle() {
  for (int delta = 0; delta < most_deltas && sc_core::sc_pending_activity_at_current_time(); ++delta)
    sc_core::wait(sc_core::SC_ZERO_TIME);
  processor_.set_interrupt(rv32_interrupt::external, external_interrupt.read());
  processor_.set_interrupt(rv32_interrupt::software, software_interrupt.read());
  processor_.set_interrupt(rv32_interrupt::timer, timer_interrupt.read());
}

/// Cycles that the processor may run ahead, at least one.
std::uint64_t riscv_cpu::budget() {
  const std::uint64_t now = picoseconds(now_), quantum = picoseconds(settings_.quantum);
  std::uint64_t ahead = quantum == 0 ? 0 : quantum - now % quantum;
  ahead = std::min(ahead, picoseconds(sc_core::sc_time_to_pending_activity()));
  if (settings_.max_time != sc_core::SC_ZERO_TIME) ahead = std::min(ahead, picoseconds(settings_.max_time) - now);
  ahead = std::min(ahead, std::numeric_limits<std::uint64_t>::max() - now);
  horizon_ps_ = now + ahead;
  return std::max<std::uint64_t>(1, whole_cycles(ahead));
}

bool riscv_cpu::stays_asleep() const noexcept { return processor_.state().asleep && !processor_.wakes() && !halted_; }

void riscv_cpu::sleep() {
  catch_up();
  const std::uint64_t start = processor_.state().cycles;
  while (stays_asleep()) {
    give_up_at_limit();
    if (control_ != nullptr && settings_.max_time == sc_core::SC_ZERO_TIME && !sc_core::sc_pending_activity()) {
      control_->sleeps_for_ever();
      if (!stays_asleep()) break;
    }
    settings_.max_time != sc_core::SC_ZERO_TIME ? sc_core::wait(settings_.max_time - now_, ends_of_sleep_)
                                                : sc_core::wait(ends_of_sleep_);
    settle();
    const std::uint64_t reached = whole_cycles(picoseconds(now_));
    processor_.idle(reached - processor_.state().cycles);
    if (control_ != nullptr) control_->go_on({rv32_stop_reason::sleep, 0, {}, {}});
  }
  const std::uint64_t cycles = processor_.state().cycles - start;
  cycles_asleep_ += cycles;
  if (latency_ == nullptr) return;
  const rv32_state& state = processor_.state();
  for (const rv32_interrupt interrupt : every_interrupt) {
    if ((state.mip & state.mie & bit_of(interrupt)) == 0) continue;
    latency_->record(name(), wait_for(interrupt), start, cycles);
    break;
  }
}

void riscv_cpu::halt(std::uint32_t status) {
  halted_ = true;
  status_ = status;
  processor_.request_stop();
  halted_event_.notify(sc_core::SC_ZERO_TIME);
}

void riscv_cpu::give_up_at_limit() const {
  if (settings_.max_time == sc_core::SC_ZERO_TIME || now_ < settings_.max_time) return;
  const std::uint32_t pc = processor_.pc();
  throw firmware_error(std::string(name()) + ": the program has not ended after " + settings_.max_time.to_string() +
                           " of simulated time; it is at " + describe(pc) +
                           (processor_.state().asleep ? ", asleep" : "") + latest_jumps(),
                       pc);
}

void riscv_cpu::rethrow_if_failed() const {
  if (failure_ != nullptr) std::rethrow_exception(failure_);
}

void riscv_cpu::require_finished() const {
  rethrow_if_failed();
  if (finished_) return;
  const std::uint32_t pc = processor_.pc();
  throw firmware_error(std::string(name()) + ": the program did not end: at cycle " + std::to_string(now_cycles()) +
                           " it sleeps at " + describe(pc) + " with mie = " + hexadecimal(processor_.state().mie, 8) +
                           ", and nothing is left that could raise one of these interrupts" + latest_jumps(),
                       pc);
}

}  // namespace memvp
