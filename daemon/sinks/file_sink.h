// Events as lines of a file. What was accepted is on the disk: data and directory are synced
// before. A line torn by a kill is cut off when the file is opened next; its event comes again.
#pragma once

#include <cstdint>
#include <string>

#include "daemon/sinks/sink.h"

namespace objsync::daemon {

class FileSink final : public Sink {
public:
    // A file that would grow past `rotate_bytes` becomes PATH.1, an older one PATH.2, up to
    // PATH.<keep>; the oldest goes.
    FileSink(std::string path, int64_t rotate_bytes, int64_t keep);
    ~FileSink() override;

    [[nodiscard]] Result open() override;
    [[nodiscard]] Result deliver(const Batch& batch) override;
    void interrupt() noexcept override {} // the disk answers or fails by itself

private:
    void open_file();
    void mend();
    void check_still_there();
    void write_lines(std::string_view lines);
    void sync();
    void rotate();
    void close_file() noexcept;

    std::string path_;
    int64_t rotate_bytes_;
    int64_t keep_;
    int fd_ = -1;
    int64_t size_ = 0;   // of the file as we wrote it
    int64_t synced_ = 0; // up to here its lines are whole and on the disk
};

} // namespace objsync::daemon
