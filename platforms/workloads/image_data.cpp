// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/image_data.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "memvp/platforms/workloads/idx_file.hpp"

namespace memvp {
namespace {

/// The file of this name in any accepted spelling.
std::filesystem::path find_idx_file(const std::filesystem::path& folder, const std::string& stem, const char* kind) {
  for (const char* joint : {"-", "."})
    for (const char* compressed : {"", ".gz"}) {
      const auto file = folder / (stem + joint + kind + "-ubyte" + compressed);
      if (std::filesystem::is_regular_file(file)) return file;
    }
  throw std::runtime_error(folder.string() + ": the folder holds no " + stem + "-" + kind + "-ubyte, plain or .gz.");
}

image_set read_part(const std::filesystem::path& folder, const std::string& part) {
  const auto images = find_idx_file(folder, part + "-images", "idx3");
  return read_idx_images(images, find_idx_file(folder, part + "-labels", "idx1"));
}

std::string size_text(const image_set& set) { return std::to_string(set.rows) + " x " + std::to_string(set.columns); }

}  // namespace

image_set read_idx_images(const std::filesystem::path& images, const std::filesystem::path& labels) {
  byte_array pixels = read_idx_file(images, 3);
  byte_array classes = read_idx_file(labels, 1);
  if (pixels.dimensions[0] != classes.dimensions[0])
    throw std::runtime_error(images.string() + ": the file holds " + std::to_string(pixels.dimensions[0]) +
                             " images, but " + labels.string() + " holds " + std::to_string(classes.dimensions[0]) +
                             " labels.");
  return {pixels.dimensions[1], pixels.dimensions[2], std::move(pixels.elements), std::move(classes.elements)};
}

image_data read_image_folder(const std::filesystem::path& folder, const std::string& set) {
  const auto chosen = std::filesystem::is_directory(folder / set) ? folder / set : folder;
  image_data data;
  data.origin = chosen.string();
  data.training = read_part(chosen, "train");
  data.test = read_part(chosen, "t10k");
  if (data.training.rows != data.test.rows || data.training.columns != data.test.columns)
    throw std::runtime_error(chosen.string() + ": the training images have " + size_text(data.training) +
                             " pixels, but the test images " + size_text(data.test) + ".");
  for (const image_set* part : {&data.training, &data.test})
    data.classes = std::max(data.classes, *std::max_element(part->labels.begin(), part->labels.end()) + std::size_t{1});
  return data;
}

}  // namespace memvp
