namespace Arbiter.Storage;

/// <summary>A database that cannot be used as asked. The message says why and what to do, and is meant for the person who started the program.</summary>
public sealed class StoreRefusedException(string message) : Exception(message);
