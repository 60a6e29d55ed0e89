// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "beckon/ports/mailer.hpp"

namespace beckon {

/// Writes each email into a folder, as a file of its own: for demonstrations, for tests, and for hosts whose mail
/// system picks up files.
///
/// The n-th email with a Message-ID is `MESSAGE-ID.n.eml`, so that duplicates show. A file gets its name only once it
/// is complete and on disk. A crash leaves at most a file named `.unfinished-` and six characters. The emails contain
/// working links: only the owner of the process may read them.
///
/// Threads: any number, and any number of processes on one folder.
class FileMailer final : public Mailer {
public:
    /// Creates the folder if it is missing, but not its parents. Throws Error, naming the folder, if that fails or
    /// nothing can be written there.
    explicit FileMailer(std::string folder);

    /// The detail of an accepted email is the path of its file. An email that cannot be written is deferred, as if the
    /// server had not been reached. It is `unknown` if its file cannot be guaranteed to survive a power failure.
    MailOutcome send(const MailMessage& message) override;

private:
    std::string folder_;
};

}  // namespace beckon
