// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "memvp/platforms/workloads/mushroom_data.hpp"

namespace memvp {

/// The folder with the UCI mushroom file, if there is one: $MEMVP_DATA, else shared/data beside the source tree.
inline std::optional<std::filesystem::path> mushroom_folder() {
  const char* given = std::getenv("MEMVP_DATA");
  const std::filesystem::path folder =
      given != nullptr ? std::filesystem::path(given) : std::filesystem::path(MEMVP_SOURCE_DIR) / "../shared/data";
  for (const auto& file : {folder / mushroom_file_name, folder / "mushroom" / mushroom_file_name}) {
    if (std::filesystem::exists(file)) {
      return folder;
    }
  }
  return std::nullopt;
}

}  // namespace memvp

/// Leaves a test that is about the published records themselves.
#define MEMVP_SKIP_WITHOUT_MUSHROOMS()                                                                 \
  if (!memvp::mushroom_folder()) {                                                                     \
    GTEST_SKIP() << "needs the UCI mushroom data: agaricus-lepiota.data in $MEMVP_DATA or beside the " \
                    "source tree in shared/data/mushroom";                                             \
  }                                                                                                    \
  static_assert(true, "")
