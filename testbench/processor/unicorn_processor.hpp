// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace memvp {

/// A RISC-V processor by the Unicorn emulator, to compare with. Only where libunicorn is installed.
class unicorn_processor {
 public:
  /// Whether this program was built with Unicorn; without it, the constructor throws std::logic_error.
  static bool available();

  /// @param base, size of its one memory, multiples of 4096
  /// @param counts whether it counts instructions, which takes it much time
  unicorn_processor(std::uint32_t base, std::uint32_t size, bool counts);
  ~unicorn_processor();
  unicorn_processor(const unicorn_processor&) = delete;
  unicorn_processor& operator=(const unicorn_processor&) = delete;

  /// Sets memory and registers and forgets what it has translated.
  void set(const std::vector<std::uint8_t>& memory, const std::array<std::uint32_t, 33>& registers);
  /// Executes from `pc` until it comes to `end`, or `most` instructions if that is not 0.
  /// @throws std::runtime_error if it reports an error
  void run(std::uint32_t pc, std::uint32_t end, std::size_t most);

  std::vector<std::uint8_t> memory() const;
  std::uint32_t x(unsigned number) const;
  std::uint32_t pc() const;
  std::uint64_t instructions() const;  ///< that run() has executed, if it counts them

 private:
  struct engine;
  std::unique_ptr<engine> engine_;
};

}  // namespace memvp
