// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "memvp/platforms/workloads/network.hpp"

namespace memvp {

/// Lays out the input vectors of a layer for one image ("im2col"): a patch for every place of layer.computed(), one
/// after the other, `stride` elements apart. A dense layer has one, its whole input.
/// @param map      layer.input.elements() values
/// @param patches  places() x stride; elements beyond layer.inputs() are left alone
template <class value>
void gather_patches(const layer_form& layer, const value* map, value* patches, std::size_t stride) {
  if (layer.kernel == 0) {
    std::copy_n(map, layer.inputs(), patches);
    return;
  }
  const map_size places = layer.computed();
  const std::size_t line = layer.input.columns * layer.input.channels, run = layer.kernel * layer.input.channels;
  for (std::size_t row = 0; row < places.rows; ++row)
    for (std::size_t column = 0; column < places.columns; ++column, patches += stride)
      for (std::size_t k = 0; k < layer.kernel; ++k)
        std::copy_n(map + (row + k) * line + column * layer.input.channels, run, patches + k * run);
}

/// The transpose of gather_patches: adds every patch to the places it was taken from.
template <class value>
void scatter_patches(const layer_form& layer, const value* patches, std::size_t stride, value* map) {
  if (layer.kernel == 0) {
    for (std::size_t i = 0; i < layer.inputs(); ++i) map[i] += patches[i];
    return;
  }
  const map_size places = layer.computed();
  const std::size_t line = layer.input.columns * layer.input.channels, run = layer.kernel * layer.input.channels;
  for (std::size_t row = 0; row < places.rows; ++row)
    for (std::size_t column = 0; column < places.columns; ++column, patches += stride)
      for (std::size_t k = 0; k < layer.kernel; ++k) {
        value* to = map + (row + k) * line + column * layer.input.channels;
        const value* from = patches + k * run;
        for (std::size_t i = 0; i < run; ++i) to[i] += from[i];
      }
}

/// The maximum over each square of layer.pooling x layer.pooling places, channel by channel.
/// @param map     layer.computed().elements() values
/// @param pooled  layer.output().elements() values
/// @param origin  if given, where in `map` each maximum was found (the first of equals)
template <class value>
void pool_maximum(const layer_form& layer, const value* map, value* pooled, std::uint32_t* origin = nullptr) {
  const map_size from = layer.computed(), to = layer.output();
  for (std::size_t row = 0; row < to.rows; ++row)
    for (std::size_t column = 0; column < to.columns; ++column)
      for (std::size_t channel = 0; channel < to.channels; ++channel) {
        std::size_t best = (row * layer.pooling * from.columns + column * layer.pooling) * from.channels + channel;
        const std::size_t first = best;
        for (std::size_t y = 0; y < layer.pooling; ++y)
          for (std::size_t x = 0; x < layer.pooling; ++x) {
            const std::size_t place = first + (y * from.columns + x) * from.channels;
            if (map[place] > map[best]) best = place;
          }
        *pooled++ = map[best];
        if (origin != nullptr) *origin++ = static_cast<std::uint32_t>(best);
      }
}

}  // namespace memvp
