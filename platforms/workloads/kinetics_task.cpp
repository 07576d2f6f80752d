// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/kinetics_task.hpp"

#include <algorithm>

namespace memvp {

void visit_parameters(parameter_visitor& visitor, kinetics_workload_parameters& w) {
  const auto integer = [&](std::string_view key, double least, double most, std::string_view meaning,
                           std::int64_t& value) {
    visitor.integer({key, dimension::number, least, most, meaning, provenance::setting, ""}, value);
  };
  integer("workload.test_decisions", 1, 1e6, "decisions that are asked of the hardware, at most", w.test_decisions);
  integer("workload.draws", 1, 1000,
          "times that devices and arrays are written anew, each with errors of its own; mean and worst are reported",
          w.draws);
  integer("workload.tuning_samples", 1, 1e6,
          "training samples that go through the tile after each draw, to fine-tune the read-out on their features",
          w.tuning_samples);
  integer("workload.calibration_samples", 1, 1e4,
          "of them, those by which the arrays' converters and outputs are calibrated", w.calibration_samples);
  integer("workload.comparison_hidden", 1, 4096,
          "hidden neurons of the network on the samples as they are that is compared", w.comparison_hidden);
  visitor.real(
      {"workload.weight_limit", dimension::number, 0.5, 1000,
       "greatest weight that cells stand for, in root mean squares of the layer's weights; greater ones are cut "
       "before fine-tuning",
       provenance::assumed, "assumed; chosen on training images that were held back"},
      w.weight_limit);
  visitor.integer({"workload.host_cycles_per_value", dimension::number, 0, 1e6,
                   "what the host takes for a value that it packs, adds or compares", provenance::assumed, "assumed"},
                  w.host_cycles_per_value);
  visitor.boolean({"workload.column_trains", dimension::number, 0, 1,
                   "trains are the columns of a sample instead of its rows", provenance::setting, ""},
                  w.column_trains);
  visitor.boolean({"workload.validation", dimension::number, 0, 1,
                   "training samples that are held back stand in for the test samples: to decide on settings",
                   provenance::setting, ""},
                  w.validation);
}

namespace {

template <class Choice>
pulse_samples chosen(const pulse_samples& samples, std::size_t count, const Choice& index_of) {
  count = std::min(count, samples.size());
  pulse_samples part{samples.rows, samples.columns, {}, {}};
  part.codes.reserve(count * samples.codes_per_sample());
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t index = index_of(i, count);
    part.codes.insert(part.codes.end(), samples.sample(index), samples.sample(index) + samples.codes_per_sample());
    part.classes.push_back(samples.classes[index]);
  }
  return part;
}

}  // namespace

pulse_samples evenly_chosen(const pulse_samples& samples, std::size_t count) {
  return chosen(samples, count, [&](std::size_t i, std::size_t all) { return i * samples.size() / all; });
}

pulse_samples first_of(const pulse_samples& samples, std::size_t count) {
  return chosen(samples, count, [](std::size_t i, std::size_t) { return i; });
}

kinetics_run run_of(const kinetics_layer_form& form, std::size_t devices) {
  kinetics_run run;
  run.trains = static_cast<std::uint32_t>(form.trains());
  run.steps = static_cast<std::uint32_t>(form.steps());
  run.devices = static_cast<std::uint32_t>(std::min(devices, form.trains()));
  run.axis = form.column_trains ? kinetics_axis::columns : kinetics_axis::rows;
  run.sampling = form.timing.sample_after_pulse ? kinetics_sampling::after_pulse : kinetics_sampling::before_pulse;
  run.feature_bytes = true;
  return run;
}

kinetics_step_timing timing_on_tile(const kinetics_tile_parameters& tile, clock_grid clock,
                                    std::size_t active_devices) {
  const auto seconds = [&](cycle_count cycles) { return clock.seconds(cycles); };
  const kinetics_command reset = reset_command(tile, clock);
  const auto shared = static_cast<std::size_t>(tile.converter.devices_per_converter);
  const std::size_t converters = (static_cast<std::size_t>(tile.bank.devices) + shared - 1) / shared;
  const std::size_t rounds = (active_devices + converters - 1) / converters;
  const cycle_count conversion =
      static_cast<cycle_count>(tile.converter.bits) * clock.cycles_covering(tile.converter.bit_time) +
      clock.cycles_covering(tile.converter.overhead_time);
  kinetics_step_seconds step{};
  step.read = seconds(clock.cycles_covering(read_width(tile)));
  step.convert = seconds(rounds * conversion);
  step.setup = seconds(clock.cycles_covering(tile.sequencer.setup_time));
  step.pulse = seconds(reset.pulse_width);
  step.release = seconds(clock.cycles_covering(tile.sequencer.release_time));
  step.period = seconds(reset.period);
  step.overlap = reset.overlap;
  return step_timing(step, tile.device);
}

feature_range range_on_tile(const kinetics_tile_parameters& tile, clock_grid clock) {
  const kinetics_command reset = reset_command(tile, clock);
  const double ampere = tile.device.read_voltage * tile.device.initial_conductance;
  const double low = reset.converter_low / ampere, high = reset.converter_high / ampere;
  return low < high ? feature_range{low, high} : feature_range{high, low};
}

}  // namespace memvp
