#ifndef CIMAGES_ERROR_H
#define CIMAGES_ERROR_H

/// What went wrong, as one line without the file's name; always terminated.
typedef struct {
  char message[200];
} cimages_error;

#endif
