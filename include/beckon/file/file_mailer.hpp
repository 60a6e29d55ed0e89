// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "beckon/ports/mailer.hpp"

namespace beckon {

/// Writes each mail into a folder, as a file of its own: for demonstrations, for tests, and for hosts whose mail system
/// picks up files.
///
/// The n-th mail with a Message-ID is `MESSAGE-ID.n.eml`, so that duplicates show. A file bears its name only once it
/// is whole and on disk; a crash leaves at most a file named `.unfinished-` and six characters. The mails hold working
/// links: only the owner of the process may read them.
///
/// Threads: any, and any number of processes on one folder.
class FileMailer final : public Mailer {
public:
    /// Makes the folder where it is missing, but not its parents. Throws Error, naming the folder, where that fails or
    /// nothing can be written there.
    explicit FileMailer(std::string folder);

    /// The detail of an accepted mail is the path of its file. A mail that cannot be written is deferred, as by a
    /// server that was not reached; one whose file cannot be made sure to outlast a power failure is `unknown`.
    MailOutcome send(const MailMessage& message) override;

private:
    std::string folder_;
};

}  // namespace beckon
