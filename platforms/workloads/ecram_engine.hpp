// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/circuits/converter_parameters.hpp"
#include "memvp/models/physics/ecram_parameters.hpp"
#include "memvp/models/tiles/ecram_driver.hpp"
#include "memvp/models/tiles/pulse_quantiser.hpp"
#include "memvp/platforms/workloads/matrix_engine.hpp"
#include "memvp/platforms/workloads/pair_product.hpp"

namespace memvp {

/// How weight changes reach the array.
enum class update_scheme {
  serial,         ///< one PWM pulse per cell, cell after cell
  row_parallel,   ///< the cells of a word line together
  outer_product,  ///< sample by sample: binary inputs as sign phases, analog ones as coincidences of bit streams
};

/// Settings of in-place training on an ECRAM array.
struct ecram_engine_parameters {
  update_scheme scheme = update_scheme::serial;
  std::int64_t stream_slots = 32;       ///< longest bit stream
  std::int64_t stream_slot_width = 10;  ///< pulse width in a slot, in pulse LSB
  bool up_only = false;                 ///< only potentiate, never depress: a control experiment
  update_parameters update;
};

/// Keys "update.*".
void visit_parameters(parameter_visitor& visitor, ecram_engine_parameters& parameters);

/// @throws std::invalid_argument saying how many rows and columns are short if an array of this size does not hold the
///         two layers as ecram_engine places them
void require_room(const std::vector<layer_shape>& layers, std::size_t rows, std::size_t columns);

/// A two-layer network in one passive array, as in the fact sheet's default topology: the first layer in rows 0 to
/// inputs-1 and columns 0 to 2*hidden-1, a weight being a pair of neighbouring columns; the second in rows 0 to
/// 2*hidden-1 and the columns after it, a weight being a pair of neighbouring rows that are driven with opposite signs.
///
/// A weight w is limit * (g+ - g-), programmed about the middle of the window; a change moves both cells by half of it,
/// in opposite directions. All traffic goes over the bus.
class ecram_engine final : public matrix_engine {
 public:
  /// @throws std::invalid_argument saying how many rows and columns are short if the layers do not fit the array
  ecram_engine(ecram_driver& driver, const ecram_device_parameters& device, const std::vector<layer_shape>& layers,
               double weight_limit, const converter_parameters& converter, const ecram_engine_parameters& parameters);

  const std::vector<layer_shape>& layers() const override { return layers_; }
  void set_weights(std::size_t layer, const double* weights) override;
  void weights(std::size_t layer, double* weights) const override;
  void forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) override;
  void backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) override;
  void update(std::size_t layer, const double* weight_change) override;
  bool takes_outer_products() const override { return parameters_.scheme == update_scheme::outer_product; }
  void update_outer(std::size_t layer, const double* inputs, const double* errors, std::size_t count,
                    double scale) override;

  /// Brings every cell of both layers to the bottom of its window.
  void erase();
  /// Writes weights into an erased layer, open loop.
  void write_erased(std::size_t layer, const double* weights);
  /// Writes weights into a layer by write-and-verify. @return cells that stayed out of tolerance
  std::uint32_t write_verified(std::size_t layer, const double* weights, const verify_settings& settings);

  /// Pulses that would have been wider than the pulse counter and were cut to it.
  std::uint64_t cut_pulses() const { return quantiser_.cut_pulses() + cut_pulses_; }
  /// Weights that were asked for beyond the limit and set to it.
  std::uint64_t clipped_weights() const { return clipped_weights_; }

 private:
  array_region region(std::size_t layer) const;
  static bool pairs_in_rows(std::size_t layer) { return layer == 1; }
  std::size_t cell(std::size_t layer, std::size_t row, std::size_t column) const;
  void erase(std::size_t layer);
  void set_states(std::size_t layer, const double* weights);
  void program(std::size_t layer, bool training);
  void set_pair(std::size_t layer, std::size_t input, std::size_t output, double plus, double minus);
  void update_streams(std::size_t layer, const double* inputs, const double* errors, double scale);
  void update_binary(std::size_t layer, const double* inputs, const double* errors, double scale);

  ecram_driver& driver_;
  ecram_device_parameters device_;
  std::vector<layer_shape> layers_;
  double weight_limit_;
  ecram_engine_parameters parameters_;
  pair_product product_;
  std::uint64_t full_window_;  // pulse LSB
  pulse_quantiser quantiser_;
  std::uint64_t clipped_weights_ = 0, cut_pulses_ = 0;
  std::uint32_t stream_events_ = 0;
  std::vector<double> states_;
  std::vector<std::int32_t> widths_, row_words_, column_words_;
};

}  // namespace memvp
