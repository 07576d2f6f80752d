// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/workloads/pi.hpp"
#include "memvp/platforms/workloads/task_families.hpp"

namespace memvp {

namespace {

constexpr std::size_t waves = 6, functions = 4, codes = 24;
constexpr double most_periods = 1.5;  // of a wave along a side
constexpr double task_change = 0.4;   // standard deviation of what a task adds to amplitudes and, in radians, to phases

/// Random numbers by what they are for.
enum draw_event : std::uint64_t { periods_x, periods_y, amplitude, phase, amplitude_change, phase_change };

struct sine_sums {
  std::array<double, waves> x{}, y{};  // radians a side
  std::array<std::array<double, waves>, functions> amplitudes{}, phases{};

  double value(std::size_t function, double at_x, double at_y) const {
    double sum = 0, squares = 0;
    for (std::size_t wave = 0; wave < waves; ++wave) {
      sum += amplitudes[function][wave] * std::sin(x[wave] * at_x + y[wave] * at_y + phases[function][wave]);
      squares += amplitudes[function][wave] * amplitudes[function][wave];
    }
    return sum / std::sqrt(squares / 2);
  }
};

sine_sums source_sums(const random_stream& draws) {
  sine_sums sums;
  for (std::size_t wave = 0; wave < waves; ++wave) {
    sums.x[wave] = 2 * pi * most_periods * (2 * draws.uniform(wave, periods_x) - 1);
    sums.y[wave] = 2 * pi * most_periods * (2 * draws.uniform(wave, periods_y) - 1);
    for (std::size_t f = 0; f < functions; ++f) {
      sums.amplitudes[f][wave] = draws.standard_normal(f * waves + wave, amplitude);
      sums.phases[f][wave] = 2 * pi * draws.uniform(f * waves + wave, phase);
    }
  }
  return sums;
}

sine_sums changed(sine_sums sums, const random_stream& draws) {
  for (std::size_t f = 0; f < functions; ++f)
    for (std::size_t wave = 0; wave < waves; ++wave) {
      sums.amplitudes[f][wave] += task_change * draws.standard_normal(f * waves + wave, amplitude_change);
      sums.phases[f][wave] += task_change * draws.standard_normal(f * waves + wave, phase_change);
    }
  return sums;
}

void append_codes(double at, std::vector<double>& inputs) {
  for (std::size_t k = 0; k < codes; ++k) {
    const double distance = at * (codes - 1) - static_cast<double>(k);
    inputs.push_back(std::exp(-distance * distance / 8));  // a bell two places wide
  }
}

/// Points drawn uniformly in the square. `set` keeps the draws of sets apart.
supervised_vectors sample(const sine_sums& sums, std::int64_t count, const random_stream& draws, std::uint64_t set,
                          double noise) {
  supervised_vectors vectors;
  vectors.width = 2 * codes + 1;
  vectors.outputs = functions;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto point = static_cast<std::uint64_t>(i);
    const double x = draws.uniform(2 * point, set), y = draws.uniform(2 * point + 1, set);
    append_codes(x, vectors.inputs);
    append_codes(y, vectors.inputs);
    if (noise > 0)
      for (std::size_t k = 0; k < 2 * codes; ++k)
        vectors.inputs[vectors.inputs.size() - 2 * codes + k] +=
            noise * draws.standard_normal((std::uint64_t{1} << 32) + point * 2 * codes + k, set);
    vectors.inputs.push_back(1);
    for (std::size_t f = 0; f < functions; ++f) vectors.answers.push_back(sums.value(f, x, y));
  }
  return vectors;
}

}  // namespace

task_family sine_tasks(const task_family_parameters& p, std::uint64_t seed) {
  const random_stream points(random_key{seed, random_purpose::task_generation, 2});
  std::uint64_t set = 0;
  const auto fill = [&](supervised_task& task, const sine_sums& sums, std::int64_t learned) {
    task.training = sample(sums, learned, points, set, 0);
    task.validation = sample(sums, p.validation_vectors, points, set + 1, 0);
    task.test = sample(sums, p.test_vectors, points, set + 2, 0);
    task.unseen = sample(sums, p.test_vectors, points, set + 2, p.unseen_noise);
    set += 3;
  };
  const sine_sums source = source_sums(random_stream(random_key{seed, random_purpose::task_generation, 3}));
  task_family family;
  family.origin = "generated";
  family.kind = task_kind::regression;
  family.source.name = "source";
  fill(family.source, source, p.source_vectors);
  for (std::int64_t index = 0; index < p.tasks; ++index) {
    const random_stream draws(random_key{seed, random_purpose::task_generation, 4 + static_cast<std::uint32_t>(index)});
    family.tasks.push_back({"sines " + std::to_string(index + 1), {}, {}, {}, {}});
    fill(family.tasks.back(), changed(source, draws), p.training_vectors);
  }
  return family;
}

}  // namespace memvp
