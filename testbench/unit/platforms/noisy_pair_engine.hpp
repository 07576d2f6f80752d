// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/workloads/matrix_engine.hpp"

namespace memvp {

/// How a weight is laid into the two conductances of a pair (g in [0, 1] of the window).
enum class pair_mapping {
  centred,    ///< g+ = 1/2 + w/2L, g- = 1/2 - w/2L: room to move both ways
  one_sided,  ///< the one of the weight's sign holds |w|/L, the other stays at the bottom
};

struct noisy_pair_settings {
  double weight_limit = 2.0;
  double device_spread = 0.03;     // s_dev
  double asymmetry_spread = 0.01;  // s_a
  double cycle_noise = 0.24;       // s_cyc, quanta
  double pulses_per_window = 100;  // N0
  double half_select_ratio = 300;  // R; 0: no disturb
  double read_noise = 0.005;       // s_rd
  double width_step = 1e-4;        // of the window: 1 ms of 10 s
  double base = 1.0;               // Glo / (Ghi - Glo) of the 15..30 uS window
  double converter_codes = 127;    // signed 8 bit
  double ranges = 8;               // powers of two below the full scale of the array
  pair_mapping mapping = pair_mapping::centred;
  bool carry = false;    // keep what is short of a width step until a whole one is due
  bool up_only = false;  // pulses that would lower a conductance are left out
};

/// Imitates, in a few lines and independently of the tile, a passive array of differential pairs that is programmed
/// open loop: the laws and figures of section 7 of the ECRAM reference. Layer 0 has its pairs in adjacent columns,
/// layer 1 in adjacent rows to the right of it (10-4-2: 8 + 2 columns of one 10 x 10 array).
class noisy_pair_engine : public matrix_engine {
 public:
  noisy_pair_engine(std::vector<layer_shape> layers, const noisy_pair_settings& settings, std::uint64_t seed)
      : layers_(std::move(layers)),
        settings_(settings),
        cycle_noise_({seed, random_purpose::cycle_noise}),
        read_noise_({seed, random_purpose::read_noise}) {
    rows_ = std::max(layers_[0].inputs, 2 * layers_[1].inputs);
    columns_ = 2 * layers_[0].outputs + layers_[1].outputs;
    const random_stream device_gain({seed, random_purpose::device_gain});
    const random_stream device_asymmetry({seed, random_purpose::device_asymmetry});
    for (std::size_t which = 0; which < rows_ * columns_; ++which) {
      const double k = std::max(0.2, 1.0 + settings_.device_spread * device_gain.standard_normal(which, 0));
      const double a = settings_.asymmetry_spread * device_asymmetry.standard_normal(which, 0);
      gain_up_.push_back(k * (1.0 + a / 2.0));
      gain_down_.push_back(k * (1.0 - a / 2.0));
    }
    state_.assign(rows_ * columns_, 0.0);
    remainder_.assign(rows_ * columns_, 0.0);
  }

  const std::vector<layer_shape>& layers() const override { return layers_; }

  void set_weights(std::size_t layer, const double* weights) override {
    std::vector<double> moves(state_.size(), 0.0);
    for_each_pair(layer, [&](std::size_t place, std::size_t positive, std::size_t negative) {
      const double w = weights[place] / settings_.weight_limit;
      state_[positive] = state_[negative] = 0.0;
      const bool centred = settings_.mapping == pair_mapping::centred;
      moves[positive] = std::clamp(centred ? 0.5 + w / 2.0 : std::max(w, 0.0), 0.0, 1.0);
      moves[negative] = std::clamp(centred ? 0.5 - w / 2.0 : std::max(-w, 0.0), 0.0, 1.0);
    });
    write(moves);
  }

  void weights(std::size_t layer, double* weights) const override {
    for_each_pair(layer, [&](std::size_t place, std::size_t positive, std::size_t negative) {
      weights[place] = settings_.weight_limit * (state_[positive] - state_[negative]);
    });
  }

  void update(std::size_t layer, const double* weight_change) override {
    std::vector<double> moves(state_.size(), 0.0);
    for_each_pair(layer, [&](std::size_t place, std::size_t positive, std::size_t negative) {
      const double half = weight_change[place] / (2.0 * settings_.weight_limit);
      moves[positive] = half;
      moves[negative] = -half;
    });
    write(moves);
  }

  void forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) override {
    const layer_shape shape = layers_[layer];
    for (std::size_t vector = 0; vector < count; ++vector) {
      const double scale = drive(inputs + vector * shape.inputs, shape.inputs);
      for (std::size_t j = 0; j < shape.outputs; ++j) {
        double* output = outputs + vector * shape.outputs + j;
        if (layer == 0) {  // two columns, converted one by one
          *output = sense(shape.inputs,
                          [&](std::size_t i) {
                            return std::pair{drive_[i], cell(i, 2 * j)};
                          }) -
                    sense(shape.inputs, [&](std::size_t i) {
                      return std::pair{drive_[i], cell(i, 2 * j + 1)};
                    });
        } else {  // one column, its rows driven in opposite pairs: the difference is in the current
          *output = sense(2 * shape.inputs, [&](std::size_t row) {
            return std::pair{row % 2 == 0 ? drive_[row / 2] : -drive_[row / 2], cell(row, first_column(1) + j)};
          });
        }
        *output *= settings_.weight_limit * scale;
      }
    }
  }

  void backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) override {
    const layer_shape shape = layers_[layer];
    for (std::size_t vector = 0; vector < count; ++vector) {
      const double scale = drive(errors + vector * shape.outputs, shape.outputs);
      for (std::size_t i = 0; i < shape.inputs; ++i) {
        double* input_error = input_errors + vector * shape.inputs + i;
        if (layer == 0) {
          *input_error = sense(2 * shape.outputs, [&](std::size_t column) {
            return std::pair{column % 2 == 0 ? drive_[column / 2] : -drive_[column / 2], cell(i, column)};
          });
        } else {
          const std::size_t first = first_column(1);
          *input_error = sense(shape.outputs,
                               [&](std::size_t j) {
                                 return std::pair{drive_[j], cell(2 * i, first + j)};
                               }) -
                         sense(shape.outputs, [&](std::size_t j) {
                           return std::pair{drive_[j], cell(2 * i + 1, first + j)};
                         });
        }
        *input_error *= settings_.weight_limit * scale;
      }
    }
  }

  std::uint64_t pulses() const { return pulses_; }
  std::uint64_t clipped() const { return clipped_; }
  double write_seconds() const { return write_seconds_; }

 private:
  std::size_t cell(std::size_t row, std::size_t column) const { return row * columns_ + column; }
  std::size_t first_column(std::size_t layer) const { return layer == 0 ? 0 : 2 * layers_[0].outputs; }

  template <class Action>
  void for_each_pair(std::size_t layer, Action action) const {
    const layer_shape shape = layers_[layer];
    for (std::size_t i = 0; i < shape.inputs; ++i) {
      for (std::size_t j = 0; j < shape.outputs; ++j) {
        const std::size_t column = first_column(layer) + (layer == 0 ? 2 * j : j);
        const std::size_t positive = layer == 0 ? cell(i, column) : cell(2 * i, column);
        action(i * shape.outputs + j, positive, positive + (layer == 0 ? 1 : columns_));
      }
    }
  }

  /// One event of `quanta` on one cell whose noise has the variance of `travelled` quanta: equations (3) and (4).
  void shift(std::size_t which, double quanta, double travelled) {
    const double gain = quanta >= 0.0 ? gain_up_[which] : gain_down_[which];
    const double noise =
        settings_.cycle_noise * std::sqrt(travelled) * cycle_noise_.standard_normal(which, write_events_);
    const double wanted = state_[which] + gain * (quanta + noise) / settings_.pulses_per_window;
    state_[which] = std::clamp(wanted, 0.0, 1.0);
    clipped_ += state_[which] != wanted ? 1U : 0U;
  }

  /// One signed pulse for every cell that is to move by at least half a width step; then what they did to the other
  /// cells of their rows and columns, gathered in one event.
  void write(const std::vector<double>& moves) {
    std::vector<double> row_sum(rows_), column_sum(columns_), row_travel(rows_), column_travel(columns_);
    std::vector<double> quanta(moves.size(), 0.0);
    ++write_events_;
    for (std::size_t which = 0; which < moves.size(); ++which) {
      const double steps = (moves[which] + remainder_[which]) / settings_.width_step;
      const double due = settings_.carry ? std::trunc(steps) : std::round(steps);
      remainder_[which] = settings_.carry ? (steps - due) * settings_.width_step : 0.0;
      const double width = std::abs(due) * settings_.width_step;
      if (due == 0.0 || (settings_.up_only && due < 0.0)) {
        continue;
      }
      quanta[which] = std::copysign(width, due) * settings_.pulses_per_window;
      ++pulses_;
      write_seconds_ += width * 10.0;
      shift(which, quanta[which], std::abs(quanta[which]));
      row_sum[which / columns_] += quanta[which];
      column_sum[which % columns_] += quanta[which];
      row_travel[which / columns_] += std::abs(quanta[which]);
      column_travel[which % columns_] += std::abs(quanta[which]);
    }
    if (settings_.half_select_ratio == 0.0) {
      return;
    }
    ++write_events_;
    for (std::size_t which = 0; which < moves.size(); ++which) {
      const std::size_t row = which / columns_;
      const std::size_t column = which % columns_;
      const double travelled = row_travel[row] + column_travel[column] - 2.0 * std::abs(quanta[which]);
      if (travelled > 0.0) {
        shift(which, (row_sum[row] + column_sum[column] - 2.0 * quanta[which]) / settings_.half_select_ratio,
              travelled / settings_.half_select_ratio);
      }
    }
  }

  /// Drive levels of one vector out of a signed 8-bit converter, as fractions of the read voltage; returns what one
  /// stands for: the power of two that holds the largest element.
  double drive(const double* values, std::size_t count) {
    double largest = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
      largest = std::max(largest, std::abs(values[i]));
    }
    const double scale = largest > 0.0 ? std::exp2(std::ceil(std::log2(largest))) : 1.0;
    drive_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      drive_[i] = std::round(values[i] / scale * settings_.converter_codes) / settings_.converter_codes;
    }
    return scale;
  }

  /// Current of one line, in read voltage times window, with read noise, through the converter.
  template <class Term>
  double sense(std::size_t terms, Term term) {
    double current = 0.0;
    double variance = 0.0;
    for (std::size_t i = 0; i < terms; ++i) {
      const auto [voltage, which] = term(i);
      const double part = voltage * (settings_.base + state_[which]);
      current += part;
      variance += part * part;
    }
    current += settings_.read_noise * std::sqrt(variance) * read_noise_.standard_normal(0, read_events_++);
    double range = static_cast<double>(rows_) * (settings_.base + 1.0);
    for (int k = 1; k < static_cast<int>(settings_.ranges) && std::abs(current) <= range / 2.0; ++k) {
      range /= 2.0;
    }
    return std::round(current / range * settings_.converter_codes) / settings_.converter_codes * range;
  }

  std::vector<layer_shape> layers_;
  noisy_pair_settings settings_;
  random_stream cycle_noise_, read_noise_;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::vector<double> state_, remainder_, gain_up_, gain_down_, drive_;
  std::uint64_t write_events_ = 0;
  std::uint64_t read_events_ = 0;
  std::uint64_t pulses_ = 0;
  std::uint64_t clipped_ = 0;
  double write_seconds_ = 0.0;
};

}  // namespace memvp
