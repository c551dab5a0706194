// Each proof loads the machine by itself, with servers and clients of its own.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
