namespace Arbiter.Storage.Schema;

/// <summary>What a program makes of a schema.</summary>
/// <param name="Known">Its level: the last migration that it knows. A contract that needs more shuts it out.</param>
/// <param name="Required">The last migration that it cannot do without.</param>
readonly record struct SchemaLevel(int Known, int Required);
