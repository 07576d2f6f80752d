// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/riscv_debugger.hpp"

#include <utility>

namespace memvp {

namespace {

constexpr std::chrono::milliseconds between_checkpoints{100};

gdb_signal signal_of(rv32_exception exception) {
  switch (exception) {
    case rv32_exception::illegal_instruction:
      return gdb_signal::illegal_instruction;
    case rv32_exception::breakpoint:
      return gdb_signal::trap;
    case rv32_exception::instruction_address_misaligned:
    case rv32_exception::load_address_misaligned:
    case rv32_exception::store_address_misaligned:
      return gdb_signal::bus_error;
    case rv32_exception::environment_call:
      return gdb_signal::bad_system_call;
    default:
      return gdb_signal::segmentation_fault;
  }
}

/// The program's end, as the debugger is told it: the lowest byte of its status.
std::string exited(std::uint32_t status) {
  const auto byte = static_cast<char>(status);
  return "W" + gdb_hex({&byte, 1});
}

}  // namespace

riscv_debugger::riscv_debugger(const sc_core::sc_module_name& name, riscv_cpu& cpu, std::uint16_t port,
                               std::function<void()> checkpoint)
    : sc_core::sc_module(name), target_(cpu), checkpoint_(std::move(checkpoint)), alarm_("alarm"), port_(port, [this] {
        alarm_.ring();
      }) {
  cpu.control_by(this);
}

riscv_debugger::~riscv_debugger() {
  // The simulation has ended around the program.
  if (resumed_) send(exited(1));
}

execution_control::pace riscv_debugger::go_on(const rv32_stop& latest) {
  if (!started_ && action_ == gdb_action::stay) hold();
  if (latest.reason != rv32_stop_reason::sleep) sleeps_knowingly_ = false;
  if (attached_) report(latest);
  look_at_port();
  return action_ == gdb_action::step || action_ == gdb_action::range ? pace::step : pace::run;
}

/// Holds the program if it has come to where the debugger wants it.
void riscv_debugger::report(const rv32_stop& latest) {
  switch (latest.reason) {
    case rv32_stop_reason::breakpoint:
      return stop(session_->stopped(gdb_signal::trap));
    case rv32_stop_reason::watchpoint:
      return stop(session_->stopped_at(*latest.watchpoint));
    case rv32_stop_reason::exception:
      return stop(session_->stopped(signal_of(latest.exception->cause)));
    default:
      break;
  }
  // Nothing may have been executed: a processor that is asleep wakes up first.
  if (latest.cycles == 0 || latest.reason == rv32_stop_reason::sleep) return;
  if (action_ != gdb_action::step && action_ != gdb_action::range) return;
  const std::uint32_t pc = *target_.read_register(debug_target::pc_register);
  const bool in_range = action_ == gdb_action::range && pc >= range_first_ && pc < range_end_;
  if (!in_range || target_.debug_points().is_breakpoint(pc)) stop(session_->stopped(gdb_signal::trap));
}

void riscv_debugger::sleeps_for_ever() {
  if (!attached_ || std::exchange(sleeps_knowingly_, true)) return;
  show("the processor is asleep, and nothing is left that could wake it up");
  stop(session_->stopped(gdb_signal::aborted));
}

void riscv_debugger::finished(std::uint32_t status) {
  if (std::exchange(resumed_, false)) send(exited(status));
}

void riscv_debugger::failed(const std::string& sentence) {
  if (!attached_) return;
  try {
    show(sentence);
    stop(session_->stopped(gdb_signal::aborted));
  } catch (const program_killed&) {  // it has ended by itself
  }
  finished(1);
}

void riscv_debugger::stop(const std::string& reply) {
  if (std::exchange(resumed_, false)) send(reply);
  hold();
}

/// Does what the debugger says until the program may go on.
void riscv_debugger::hold() {
  action_ = gdb_action::stay;
  while (action_ == gdb_action::stay) {
    if (checkpoint_) checkpoint_();
    if (const auto input = next_input(between_checkpoints)) obey(*input);
  }
  started_ = true;
}

/// While the program runs, a debugger can do nothing but interrupt it, come and go.
void riscv_debugger::look_at_port() {
  while (port_.has_event() || !reader_.empty()) {
    const auto input = next_input({});
    if (action_ == gdb_action::stay)
      hold();  // it has come
    else if (input && input->what == gdb_input::kind::interrupt)
      stop(session_->stopped(gdb_signal::interrupt));
  }
}

std::optional<gdb_input> riscv_debugger::next_input(std::chrono::milliseconds patience) {
  if (reader_.empty()) {
    if (const auto event = port_.take(patience)) handle(*event);
  }
  return reader_.next();
}

void riscv_debugger::handle(const port_event& event) {
  switch (event.what) {
    case port_event::kind::opened:
      reader_ = gdb_packet_reader();
      latest_packet_.clear();
      session_.emplace(target_);
      action_ = gdb_action::stay;
      sleeps_knowingly_ = false;
      break;
    case port_event::kind::bytes:
      reader_.push(event.bytes);
      break;
    case port_event::kind::closed:
      // Before the program has begun, one that has said nothing may have looked only whether the port is there.
      if (attached_ || started_) let_go();
      break;
  }
}

void riscv_debugger::obey(const gdb_input& input) {
  const bool acknowledges = !session_->without_acknowledgement();
  switch (input.what) {
    case gdb_input::kind::packet:
      if (acknowledges) port_.send("+");
      if (!std::exchange(attached_, true)) target_.debug_points().catch_exceptions(true);
      carry_out(session_->handle(input.payload));
      break;
    case gdb_input::kind::damaged:
      acknowledges ? port_.send("-") : send("E16");
      break;
    case gdb_input::kind::rejected:
      port_.send(latest_packet_);
      break;
    case gdb_input::kind::acknowledged:
    case gdb_input::kind::interrupt:  // it is held already
      break;
  }
}

void riscv_debugger::carry_out(const gdb_answer& answer) {
  if (answer.payload) send(*answer.payload);
  switch (answer.action) {
    case gdb_action::stay:
      break;
    case gdb_action::detach:
      let_go();
      break;
    case gdb_action::kill:
      throw program_killed(std::string(name()) + ": the program was killed by the debugger.");
    case gdb_action::run:
    case gdb_action::step:
    case gdb_action::range:
      action_ = answer.action;
      range_first_ = answer.first;
      range_end_ = answer.end;
      resumed_ = true;
      break;
  }
}

/// The program runs on by itself.
void riscv_debugger::let_go() {
  if (session_) session_->forget_points();
  target_.debug_points().catch_exceptions(false);
  attached_ = resumed_ = false;
  action_ = gdb_action::run;
}

void riscv_debugger::send(std::string_view payload) {
  latest_packet_ = gdb_packet(payload);
  port_.send(latest_packet_);
}

/// On the debugger's terminal.
void riscv_debugger::show(const std::string& text) {
  if (resumed_) send("O" + gdb_hex(text + "\n"));
}

}  // namespace memvp
