// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace beckon::sqlite {

/// Creates an empty file that only its owner can read and write, unless a file exists at the path. Returns 0, or the
/// errno if it cannot; SQLite will find that out too, but report it less plainly.
int create_private_file(const std::string& path);

}  // namespace beckon::sqlite
