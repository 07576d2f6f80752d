// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace memvp {

/// An array of unsigned bytes as an IDX file holds it. The format is that in which MNIST is published
/// (Y. LeCun, C. Cortes, C. Burges, "The MNIST database"): two zero bytes, a byte for the element type (8 = unsigned
/// byte), a byte for the number of dimensions, each dimension as a 32-bit big-endian number, then the elements, the
/// last dimension running fastest.
struct byte_array {
  std::vector<std::size_t> dimensions;
  std::vector<std::uint8_t> elements;
};

/// Reads an IDX file of unsigned bytes, plain or compressed by gzip; which of the two is seen from the content, not
/// from the name.
/// @param dimensions  how many the file must have: 1 for labels, 3 for images
/// @throws std::runtime_error naming the file and what is wrong with it: missing, unreadable, not an IDX file, another
///         element type or number of dimensions, damaged or truncated, longer than its header says
byte_array read_idx_file(const std::filesystem::path& file, std::size_t dimensions);

}  // namespace memvp
