// SPDX-License-Identifier: Apache-2.0
// The stand-in of image_data.hpp: digits drawn by a pen.
#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/workloads/image_data.hpp"
#include "memvp/platforms/workloads/pi.hpp"

namespace memvp {
namespace {

constexpr std::size_t side = 28;
constexpr std::size_t digit_count = 10;

/// On the glyph: x to the right and y downwards, both from -1 to 1.
struct point {
  double x, y;
};
using stroke = std::vector<point>;

/// Part of an ellipse around (x, y); angles in turns, 0 to the right, a quarter downwards.
stroke arc(double x, double y, double width, double height, double from, double to) {
  constexpr int pieces = 10;
  stroke points;
  for (int i = 0; i <= pieces; ++i) {
    const double angle = 2 * pi * (from + (to - from) * i / pieces);
    points.push_back({x + width * std::cos(angle), y + height * std::sin(angle)});
  }
  return points;
}

std::vector<stroke> glyph(std::size_t digit) {
  switch (digit) {
    case 0:
      return {arc(0, 0, 0.6, 1, 0, 1)};
    case 1:
      return {{{-0.3, -0.6}, {0.1, -1}, {0.1, 1}}};
    case 2:
      return {arc(0, -0.5, 0.55, 0.5, 0.5, 1.08), {{0.47, -0.25}, {-0.6, 1}, {0.6, 1}}};
    case 3:
      return {arc(-0.05, -0.5, 0.5, 0.5, 0.55, 1.25), arc(-0.05, 0.5, 0.6, 0.5, 0.75, 1.45)};
    case 4:
      return {{{0.15, -1}, {-0.6, 0.3}, {0.6, 0.3}}, {{0.25, -0.3}, {0.25, 1}}};
    case 5:
      return {{{0.5, -1}, {-0.4, -1}, {-0.45, -0.1}}, arc(-0.05, 0.35, 0.6, 0.6, 0.62, 1.4)};
    case 6:
      return {arc(0.3, 0.2, 0.85, 1.2, 0.5, 0.73), arc(0, 0.45, 0.5, 0.52, 0, 1)};
    case 7:
      return {{{-0.6, -1}, {0.6, -1}, {-0.1, 1}}};
    case 8:
      return {arc(0, -0.5, 0.45, 0.48, 0, 1), arc(0, 0.5, 0.55, 0.5, 0, 1)};
    default:
      return {arc(0, -0.45, 0.5, 0.52, 0, 1), {{0.5, -0.45}, {0.45, 0.3}, {0.2, 1}}};
  }
}

double distance(point p, point a, point b) {
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double square = dx * dx + dy * dy;
  const double along = square > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0) : 0.0;
  return std::hypot(p.x - a.x - along * dx, p.y - a.y - along * dy);
}

/// Darkens the pixels near the line from `a` to `b`; the pen's edge is one pixel soft.
void draw(point a, point b, double pen, std::array<double, side * side>& ink) {
  const double reach = pen + 0.5;
  const auto first = [&](double low) { return static_cast<std::size_t>(std::clamp(low - reach, 0.0, side - 1.0)); };
  const auto last = [&](double high) { return static_cast<std::size_t>(std::clamp(high + reach, 0.0, side - 1.0)); };
  for (std::size_t row = first(std::min(a.y, b.y)); row <= last(std::max(a.y, b.y)); ++row)
    for (std::size_t column = first(std::min(a.x, b.x)); column <= last(std::max(a.x, b.x)); ++column) {
      const double gap = distance({static_cast<double>(column), static_cast<double>(row)}, a, b);
      double& pixel = ink[row * side + column];
      pixel = std::max(pixel, std::clamp(reach - gap, 0.0, 1.0));
    }
}

/// One image's random numbers, taken in turn.
class draws {
 public:
  draws(const random_stream& stream, std::uint64_t image) : stream_(stream), image_(image) {}
  double between(double least, double most) { return least + (most - least) * stream_.uniform(taken_++, image_); }
  double normal(double deviation) { return deviation * stream_.standard_normal(taken_++, image_); }

 private:
  const random_stream& stream_;
  std::uint64_t image_;
  std::uint64_t taken_ = 0;
};

void write_digit(std::size_t digit, draws& random, std::uint8_t* pixels) {
  const double turn = random.normal(0.14), shear = random.normal(0.18);
  const double width = 8.0 * random.between(0.75, 1.15), height = 9.0 * random.between(0.8, 1.1);
  const double centre_x = 13.5 + random.normal(1.0), centre_y = 13.5 + random.normal(1.0);
  const double pen = random.between(0.7, 1.6);
  std::array<double, side * side> ink{};
  for (stroke line : glyph(digit)) {
    const double push_x = random.normal(0.06), push_y = random.normal(0.06);
    for (point& p : line) {
      const double x = (p.x + push_x + random.normal(0.02) + shear * p.y) * width;
      const double y = (p.y + push_y + random.normal(0.02)) * height;
      p = {centre_x + x * std::cos(turn) - y * std::sin(turn), centre_y + x * std::sin(turn) + y * std::cos(turn)};
    }
    for (std::size_t i = 1; i < line.size(); ++i) draw(line[i - 1], line[i], pen, ink);
  }
  for (std::size_t i = 0; i < ink.size(); ++i) {
    const double grey = ink[i] > 0 ? ink[i] + random.normal(0.08) : 0.0;
    pixels[i] = static_cast<std::uint8_t>(std::lround(255 * std::clamp(grey, 0.0, 1.0)));
  }
}

image_set written_digits(std::size_t count, std::uint64_t first, const random_stream& stream) {
  image_set set;
  set.rows = set.columns = side;
  set.pixels.resize(count * side * side);
  for (std::size_t i = 0; i < count; ++i) {
    draws random(stream, first + i);
    const auto digit = static_cast<std::size_t>(random.between(0, digit_count));
    set.labels.push_back(static_cast<std::uint8_t>(digit));
    write_digit(digit, random, set.pixels.data() + i * side * side);
  }
  return set;
}

}  // namespace

image_data generate_image_stand_in(std::size_t training, std::size_t test, std::uint64_t seed) {
  if (training < digit_count || test < digit_count)
    throw std::invalid_argument("a stand-in of " + std::to_string(training) + " training and " + std::to_string(test) +
                                " test images was asked for, at least 10 each are needed.");
  const random_stream stream({seed, random_purpose::generated_data, 1});
  return {"generated", digit_count, written_digits(training, 0, stream), written_digits(test, training, stream)};
}

}  // namespace memvp
