// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/image_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include "../traces/scratch_folder.hpp"
#include "memvp/platforms/workloads/idx_file.hpp"

namespace memvp {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string word(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
          static_cast<char>(value)};
}

/// An IDX file written byte by byte after its published description, not by the reader's own means.
std::string images(std::uint32_t count, std::uint32_t rows, std::uint32_t columns, const std::string& pixels) {
  return word(0x00000803) + word(count) + word(rows) + word(columns) + pixels;
}
std::string labels(const std::string& classes) {
  return word(0x00000801) + word(static_cast<std::uint32_t>(classes.size())) + classes;
}

void put(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}
void put_gzip(const std::filesystem::path& path, const std::string& bytes) {
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
}

std::string refusal(const std::filesystem::path& path, std::size_t dimensions) {
  return sentence_of<std::runtime_error>([&] { read_idx_file(path, dimensions); });
}

TEST(idx_file, reads_plain_and_compressed_files_alike) {
  const scratch_folder folder;
  put(folder / "plain", images(2, 2, 3, "abcdefghijkl"));
  put_gzip(folder / "packed", images(2, 2, 3, "abcdefghijkl"));
  for (const char* name : {"plain", "packed"}) {
    const byte_array array = read_idx_file(folder / name, 3);
    EXPECT_EQ(array.dimensions, (std::vector<std::size_t>{2, 2, 3})) << name;
    EXPECT_EQ(std::string(array.elements.begin(), array.elements.end()), "abcdefghijkl") << name;
  }
}

TEST(idx_file, says_which_file_is_wrong_and_how) {
  const scratch_folder folder;
  const auto file = folder / "f";
  EXPECT_THAT(refusal(folder / "absent", 3), AllOf(HasSubstr("absent"), HasSubstr("no such file")));
  put(file, "PNG nonsense");
  EXPECT_THAT(refusal(file, 3), AllOf(HasSubstr(file.string()), HasSubstr("no IDX file")));
  put(file, "");
  EXPECT_THAT(refusal(file, 3), HasSubstr("no IDX file"));
  put(file, word(0x00000D03) + std::string(12, '\1'));
  EXPECT_THAT(refusal(file, 3), HasSubstr("type 13, expected 8"));
  put(file, labels("ab"));
  EXPECT_THAT(refusal(file, 3), HasSubstr("1 dimensions, expected 3 (images, rows, columns)"));
  put(file, images(2, 2, 2, "abcdefgh"));
  EXPECT_THAT(refusal(file, 1), HasSubstr("3 dimensions, expected 1 (labels)"));
  put(file, word(0x00000803) + word(1));
  EXPECT_THAT(refusal(file, 3), HasSubstr("ends within its header"));
  put(file, images(2, 2, 2, "abcde"));
  EXPECT_THAT(refusal(file, 3), HasSubstr("truncated: it holds 5 of 8 elements"));
  put(file, images(2, 2, 2, "abcdefghi"));
  EXPECT_THAT(refusal(file, 3), HasSubstr("goes on after the 8 elements"));
  put(file, images(2, 0, 2, ""));
  EXPECT_THAT(refusal(file, 3), HasSubstr("dimension 2 is 0"));
  put(file, images(60000, 60000, 60000, "a"));
  EXPECT_THAT(refusal(file, 3), HasSubstr("4 GiB"));
}

TEST(idx_file, does_not_take_half_a_compressed_file_for_a_whole_one) {
  const scratch_folder folder;
  std::string noise(20000, '\0');  // does not compress, so that half the file is about half the elements
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<char>((i * i * 2654435761u) >> 13);
  put_gzip(folder / "whole", images(2, 100, 100, noise));
  const std::string bytes = content_of(folder / "whole");
  put(folder / "half", bytes.substr(0, bytes.size() / 2));
  EXPECT_THAT(refusal(folder / "half", 3),
              AllOf(HasSubstr("half"), testing::ContainsRegex("truncated|reading failed")));
  std::string broken = bytes;
  broken[bytes.size() / 2] = static_cast<char>(~broken[bytes.size() / 2]);
  put(folder / "broken", broken);
  EXPECT_NE(refusal(folder / "broken", 3), "");
}

TEST(image_data, takes_sizes_from_the_headers_and_classes_from_the_labels) {
  const scratch_folder folder;
  std::filesystem::create_directories(folder / "letters");
  put(folder / "letters" / "train-images-idx3-ubyte", images(3, 1, 2, "abcdef"));
  put_gzip(folder / "letters" / "train-labels.idx1-ubyte.gz", labels(std::string("\x02\x19\x01", 3)));
  put(folder / "letters" / "t10k-images.idx3-ubyte", images(1, 1, 2, "gh"));
  put(folder / "letters" / "t10k-labels-idx1-ubyte", labels(std::string("\x03", 1)));
  for (const auto& data : {read_image_folder(folder.path(), "letters"), read_image_folder(folder / "letters")}) {
    EXPECT_EQ(data.origin, (folder / "letters").string());
    EXPECT_EQ(data.classes, 26u);  // the greatest label above is 0x19
    EXPECT_EQ(data.training.size(), 3u);
    EXPECT_EQ(data.test.size(), 1u);
    EXPECT_EQ(data.training.rows, 1u);
    EXPECT_EQ(data.training.columns, 2u);
    EXPECT_EQ(data.training.image(2)[1], 'f');
    EXPECT_EQ(data.training.labels[1], 0x19);
  }
}

TEST(image_data, names_the_file_that_is_missing_or_does_not_match) {
  const scratch_folder folder;
  const auto refused = [&] { return sentence_of<std::runtime_error>([&] { read_image_folder(folder.path()); }); };
  EXPECT_THAT(refused(), AllOf(HasSubstr(folder.path().string()), HasSubstr("no train-images-idx3-ubyte")));
  put(folder / "train-images-idx3-ubyte", images(2, 1, 2, "abcd"));
  put(folder / "train-labels-idx1-ubyte", labels("abc"));
  EXPECT_THAT(refused(), AllOf(HasSubstr("2 images"), HasSubstr("3 labels")));
  put(folder / "train-labels-idx1-ubyte", labels("ab"));
  EXPECT_THAT(refused(), HasSubstr("no t10k-images-idx3-ubyte"));
  put(folder / "t10k-images-idx3-ubyte", images(1, 2, 2, "abcd"));
  put(folder / "t10k-labels-idx1-ubyte", labels("a"));
  EXPECT_THAT(refused(), AllOf(HasSubstr("1 x 2"), HasSubstr("2 x 2")));
}

TEST(image_data, the_stand_in_says_so_and_is_the_same_for_the_same_seed) {
  const image_data one = generate_image_stand_in(300, 100, 7);
  EXPECT_EQ(one.origin, "generated");
  EXPECT_EQ(one.classes, 10u);
  EXPECT_EQ(std::set<std::uint8_t>(one.training.labels.begin(), one.training.labels.end()).size(), 10u);
  const image_data same = generate_image_stand_in(300, 100, 7);
  EXPECT_EQ(one.training.pixels, same.training.pixels);
  EXPECT_EQ(one.test.labels, same.test.labels);
  EXPECT_NE(one.training.pixels, generate_image_stand_in(300, 100, 8).training.pixels);
  EXPECT_NE(std::vector<std::uint8_t>(one.training.image(0), one.training.image(1)),
            std::vector<std::uint8_t>(one.test.image(0), one.test.image(1)));
  EXPECT_THROW(generate_image_stand_in(9, 100, 7), std::invalid_argument);
}

/// Nearest neighbour knows nothing of how the digits were made: if it tells them apart, so can a network; if it
/// answered everything, the stand-in would be no test at all.
TEST(image_data, the_stand_in_can_be_learned_but_not_by_heart) {
  const image_data data = generate_image_stand_in(500, 200, 1);
  std::size_t right = 0;
  for (std::size_t t = 0; t < data.test.size(); ++t) {
    std::size_t best = 0;
    long least = -1;
    for (std::size_t i = 0; i < data.training.size(); ++i) {
      long sum = 0;
      for (std::size_t p = 0; p < data.test.pixels_per_image(); ++p) {
        const int gap = data.test.image(t)[p] - data.training.image(i)[p];
        sum += gap * gap;
      }
      if (least < 0 || sum < least) {
        least = sum;
        best = i;
      }
    }
    right += data.training.labels[best] == data.test.labels[t];
  }
  EXPECT_GT(right, 150u);
  EXPECT_LT(right, 200u);
}

/// The published set: 60,000 and 10,000 images of 28 x 28 pixels; 980 zeros among the test images
/// (doi 10.1109/5.726791, and the labels' file).
TEST(image_data, reads_mnist_as_published) {
  const char* given = std::getenv("MEMVP_DATA");
  const std::filesystem::path folder =
      given != nullptr ? std::filesystem::path(given) : std::filesystem::path(MEMVP_SOURCE_DIR) / "../shared/data";
  if (!std::filesystem::is_directory(folder / "mnist"))
    GTEST_SKIP() << "needs mnist/ in $MEMVP_DATA or beside the source tree in shared/data";
  const image_data data = read_image_folder(folder);
  EXPECT_EQ(data.training.size(), 60000u);
  EXPECT_EQ(data.test.size(), 10000u);
  EXPECT_EQ(data.training.pixels_per_image(), 784u);
  EXPECT_EQ(data.classes, 10u);
  EXPECT_EQ(std::count(data.test.labels.begin(), data.test.labels.end(), std::uint8_t{0}), 980);
}

}  // namespace
}  // namespace memvp
