// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/run_traces.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <systemc>

#include "memvp/tlm/simulated_time.hpp"
#include "memvp/traces/gtkwave_save_file.hpp"

namespace memvp {

namespace {

constexpr const char* waveform_file = "waves.vcd";
constexpr const char* save_file = "waves.gtkw";

enum bus_state : std::uint32_t { bus_idle, bus_read, bus_write };

}  // namespace

void visit_parameters(parameter_visitor& visitor, trace_parameters& p) {
  visitor.boolean(
      {"trace.pulses", dimension::number, 0, 1, "write pulses.csv, a row a write pulse", provenance::setting, ""},
      p.pulses);
}

run_traces::run_traces(const run_context& context, const trace_parameters& parameters, clock_grid clock)
    : folder_(context.folder), link_(context.link), debugger_(context.debugger), clock_(clock) {
  if (parameters.pulses) pulses_ = std::make_unique<pulse_log>();
  if (context.trace_transactions) transactions_ = std::make_unique<transaction_log>(folder_ / "transactions.csv");
  if (context.waveforms) {
    window_ = *context.waveforms;
    waveforms_ = std::make_unique<vcd_writer>(folder_ / waveform_file, window_);
    waveforms_->clock("top", "clk", clock.period_ps());
    bus_kind_ = waveforms_->state("top.bus", "transaction", {"idle", "read", "write"});
    bus_address_ = waveforms_->word("top.bus", "address", 32, number_base::hexadecimal);
    bus_bytes_ = waveforms_->word("top.bus", "bytes", 32);
    bus_ok_ = waveforms_->bit("top.bus", "ok");
    waveforms_->change(0, bus_kind_, bus_idle);
    waveforms_->change(0, bus_address_, 0u);
    waveforms_->change(0, bus_bytes_, 0u);
    waveforms_->change(0, bus_ok_, 1u);
  }
}

run_traces::~run_traces() = default;

void run_traces::transaction(const observed_transaction& seen) {
  if (transactions_)
    transactions_->record(seen.initiator, seen.address,
                          seen.is_write ? transaction_kind::write : transaction_kind::read, seen.bytes, seen.start_ps,
                          seen.end_ps - seen.start_ps);
  if (!waveforms_) return;
  waveforms_->change(seen.start_ps, bus_kind_, seen.is_write ? bus_write : bus_read);
  waveforms_->change(seen.start_ps, bus_address_, seen.address);
  waveforms_->change(seen.start_ps, bus_bytes_, seen.bytes);
  waveforms_->change(seen.end_ps, bus_kind_, bus_idle);
  waveforms_->change(seen.end_ps, bus_ok_, seen.ok);
  waveforms_->simulated_time_is(std::min(seen.start_ps, picoseconds(sc_core::sc_time_stamp())));
}

void run_traces::check_waveform_filter() const {
  if (!waveforms_) return;
  const std::vector<std::string> unmatched = waveforms_->unmatched_globs();
  if (!unmatched.empty())
    throw std::invalid_argument("--vcd-filter: no signal has a name like \"" + unmatched.front() + "\".");
}

void run_traces::write_save_file(std::uint64_t end_ps) const {
  gtkwave_save_file save(waveform_file);
  save.show(window_.start_ps.value_or(0), std::min(window_.stop_ps.value_or(end_ps), end_ps));
  add_all_signals(save, *waveforms_, {"top.bus", "top"});
  save.write(folder_ / save_file);
}

void run_traces::finish(cycle_count end, std::uint64_t bus_transactions, run_summary& summary) {
  energy_.check();
  energy_.write_csv(folder_ / "energy.csv", clock_);
  latency_.write_csv(folder_ / "latency.csv");
  area_.write_csv(folder_ / "area.csv");
  if (pulses_) pulses_->write_csv(folder_ / "pulses.csv");
  if (transactions_) transactions_->close();
  if (waveforms_) {
    const std::uint64_t end_ps = clock_.picoseconds(end);
    waveforms_->close(end_ps);
    write_save_file(end_ps);
  }
  summary.latency.simulated_s = clock_.seconds(end);
  summary.latency.cycles = end;
  summary.latency.transactions = bus_transactions;
  summary.energy.total_j = energy_.total();
  summary.energy.dynamic_j = energy_.dynamic_total();
  summary.energy.static_j = energy_.static_total();
  summary.energy.by_component_j = energy_.by_component();
  summary.energy.by_cause_j = energy_.by_cause();
  summary.area.total_um2 = area_.total();
  summary.area.by_component_um2 = area_.by_component();
}

}  // namespace memvp
