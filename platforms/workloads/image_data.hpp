// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace memvp {

/// Grey images of one size and the class of each.
struct image_set {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<std::uint8_t> pixels;  ///< size() x rows x columns, row by row; 0 is background, 255 full ink
  std::vector<std::uint8_t> labels;  ///< one an image

  std::size_t size() const { return labels.size(); }
  std::size_t pixels_per_image() const { return rows * columns; }
  const std::uint8_t* image(std::size_t index) const { return pixels.data() + index * pixels_per_image(); }
};

/// Images to learn from and images to be tested with, of one size.
struct image_data {
  std::string origin;       ///< the folder, or "generated"
  std::size_t classes = 0;  ///< greatest label of either set, plus 1
  image_set training;
  image_set test;
};

/// Reads a pair of IDX files (plain or gzip): images with 3 dimensions, labels with 1.
/// @throws std::runtime_error as read_idx_file() does, and if the files hold different counts
image_set read_idx_images(const std::filesystem::path& images, const std::filesystem::path& labels);

/// Reads the four files of MNIST, or of any set published in its form, from `folder`/`set` or, if there is none, from
/// `folder` itself: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte,
/// each with or without .gz, and with - or . before "idx". Sizes are the headers', classes the labels'.
/// @throws std::runtime_error naming the folder and the file that is missing, or as read_idx_images() does, or if the
///         images of the two parts differ in size
image_data read_image_folder(const std::filesystem::path& folder, const std::string& set = "mnist");

/// A stand-in for runs without data: digits 0 to 9 in 28 x 28 pixels, written by a pen of random width along strokes of
/// our own, each image turned, sheared, stretched and shifted at random, with jittered strokes and grey noise. It is
/// easier than MNIST; no figure measured with it stands for a result with real data. `origin` is "generated".
/// @param training, test  how many images, at least 10 each; classes in random order
/// @throws std::invalid_argument for fewer
image_data generate_image_stand_in(std::size_t training, std::size_t test, std::uint64_t seed);

}  // namespace memvp
