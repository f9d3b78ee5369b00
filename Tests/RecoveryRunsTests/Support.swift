// Shared by the tests of this target.
