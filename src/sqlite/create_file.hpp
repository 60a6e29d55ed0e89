// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace beckon::sqlite {

/// Makes an empty file that its owner alone can read and write, unless there is a file at the path. 0, or the errno for
/// why it could not; SQLite finds that out as well, and does not say it as plainly.
int create_private_file(const std::string& path);

}  // namespace beckon::sqlite
