// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/dense_product.hpp"

#include <algorithm>
#include <cstring>

#include "memvp/models/physics/vector_instructions.hpp"

namespace memvp {

namespace {

/// Four columns at a time, so that the output is read and written a quarter as often as the matrix.
template <class Size>
[[gnu::always_inline]] inline void multiply_columns(const double* matrix, Size rows, Size columns, const double* input,
                                                    double* output) {
  std::fill(output, output + rows, 0.0);
  Size column = 0;
  for (; column + 4 <= columns; column += 4) {
    const double* a = matrix + column * rows;
    const double* b = a + rows;
    const double* c = b + rows;
    const double* d = c + rows;
    const double x = input[column], y = input[column + 1], z = input[column + 2], w = input[column + 3];
    for (Size row = 0; row < rows; ++row) output[row] += (a[row] * x + b[row] * y) + (c[row] * z + d[row] * w);
  }
  for (; column < columns; ++column) {
    const double* a = matrix + column * rows;
    for (Size row = 0; row < rows; ++row) output[row] += a[row] * input[column];
  }
}

/// As above for lines that are picked, with or without the squares of the products.
template <bool with_squares>
[[gnu::always_inline]] inline void add_up(const double* lines, std::size_t length, const std::uint32_t* which,
                                          const double* factors, std::size_t count, double* output, double* squares) {
  std::fill(output, output + length, 0.0);
  if (with_squares) std::fill(squares, squares + length, 0.0);
  std::size_t line = 0;
  for (; line + 4 <= count; line += 4) {
    const double* a = lines + which[line] * length;
    const double* b = lines + which[line + 1] * length;
    const double* c = lines + which[line + 2] * length;
    const double* d = lines + which[line + 3] * length;
    const double x = factors[line], y = factors[line + 1], z = factors[line + 2], w = factors[line + 3];
    for (std::size_t i = 0; i < length; ++i) {
      const double p = a[i] * x, q = b[i] * y, r = c[i] * z, s = d[i] * w;
      output[i] += (p + q) + (r + s);
      if (with_squares) squares[i] += (p * p + q * q) + (r * r + s * s);
    }
  }
  for (; line < count; ++line) {
    const double* a = lines + which[line] * length;
    for (std::size_t i = 0; i < length; ++i) {
      const double p = a[i] * factors[line];
      output[i] += p;
      if (with_squares) squares[i] += p * p;
    }
  }
}

/// Four numbers that the compiler keeps in vector registers, of whatever width the target has.
using four_doubles [[gnu::vector_size(4 * sizeof(double))]] = double;

/// sum += in * (a x + b y + c z + d w), four rows at once. Vectors go by reference: by value they would be in an ABI
/// that not every processor has.
[[gnu::always_inline]] inline void add_four_rows(const double* a, const double* b, const double* c, const double* d,
                                                 const double* in, const double* factors, four_doubles& sum) {
  four_doubles p, q, r, s, t;
  std::memcpy(&p, a, sizeof p);
  std::memcpy(&q, b, sizeof q);
  std::memcpy(&r, c, sizeof r);
  std::memcpy(&s, d, sizeof s);
  std::memcpy(&t, in, sizeof t);
  sum += t * ((p * factors[0] + q * factors[1]) + (r * factors[2] + s * factors[3]));
}

/// Four columns at a time; the products of all columns are added up in the same lanes, which are summed once, at the
/// end.
template <class Size>
[[gnu::always_inline]] inline double form_of_triangle(const double* matrix, Size size, const double* input) {
  four_doubles even = {}, odd = {};
  double off_diagonal = 0, diagonal = 0;
  for (Size i = 0; i < size; ++i) diagonal += matrix[i * size + i] * input[i] * input[i];
  Size column = 0;
  for (; column + 4 <= size; column += 4) {
    const double* a = matrix + column * size;
    const double* b = a + size;
    const double* c = b + size;
    const double* d = c + size;
    const double x = input[column], y = input[column + 1], z = input[column + 2], w = input[column + 3];
    off_diagonal += x * (a[column + 1] * y + a[column + 2] * z + a[column + 3] * w) +
                    y * (b[column + 2] * z + b[column + 3] * w) + z * c[column + 3] * w;
    Size row = column + 4;
    for (; row + 8 <= size; row += 8) {
      add_four_rows(a + row, b + row, c + row, d + row, input + row, input + column, even);
      const Size next = row + 4;
      add_four_rows(a + next, b + next, c + next, d + next, input + next, input + column, odd);
    }
    for (; row < size; ++row) off_diagonal += input[row] * ((a[row] * x + b[row] * y) + (c[row] * z + d[row] * w));
  }
  for (; column < size; ++column)
    for (Size row = column + 1; row < size; ++row)
      off_diagonal += input[row] * matrix[column * size + row] * input[column];
  const four_doubles sum = even + odd;
  return diagonal + 2 * (off_diagonal + ((sum[0] + sum[1]) + (sum[2] + sum[3])));
}

using index = Eigen::Index;

void multiply_baseline(const double* matrix, index rows, index columns, const double* input, double* output) {
  multiply_columns(matrix, rows, columns, input, output);
}

double form_baseline(const double* matrix, index size, const double* input) {
  return form_of_triangle(matrix, size, input);
}

void add_up_baseline(const double* lines, std::size_t length, const std::uint32_t* which, const double* factors,
                     std::size_t count, double* output, double* squares) {
  if (squares != nullptr)
    add_up<true>(lines, length, which, factors, count, output, squares);
  else
    add_up<false>(lines, length, which, factors, count, output, nullptr);
}

#if defined(__x86_64__)
[[gnu::target("avx2,fma")]] void add_up_avx2(const double* lines, std::size_t length, const std::uint32_t* which,
                                             const double* factors, std::size_t count, double* output,
                                             double* squares) {
  if (squares != nullptr)
    add_up<true>(lines, length, which, factors, count, output, squares);
  else
    add_up<false>(lines, length, which, factors, count, output, nullptr);
}

[[gnu::target("avx2,fma")]] void multiply_avx2(const double* matrix, index rows, index columns, const double* input,
                                               double* output) {
  multiply_columns(matrix, rows, columns, input, output);
}

[[gnu::target("avx2,fma")]] double form_avx2(const double* matrix, index size, const double* input) {
  return form_of_triangle(matrix, size, input);
}
#else
constexpr auto add_up_avx2 = add_up_baseline;
constexpr auto multiply_avx2 = multiply_baseline;
constexpr auto form_avx2 = form_baseline;
#endif

}  // namespace

void multiply(const Eigen::MatrixXd& matrix, const double* input, double* output) {
  const auto product = has_avx2() ? multiply_avx2 : multiply_baseline;
  product(matrix.data(), matrix.rows(), matrix.cols(), input, output);
}

void add_up_lines(const double* lines, std::size_t length, const std::uint32_t* which, const double* factors,
                  std::size_t count, double* output, double* squares) {
  const auto sum = has_avx2() ? add_up_avx2 : add_up_baseline;
  sum(lines, length, which, factors, count, output, squares);
}

double quadratic_form(const Eigen::MatrixXd& symmetric, const double* input) {
  const auto form = has_avx2() ? form_avx2 : form_baseline;
  return form(symmetric.data(), symmetric.rows(), input);
}

}  // namespace memvp
