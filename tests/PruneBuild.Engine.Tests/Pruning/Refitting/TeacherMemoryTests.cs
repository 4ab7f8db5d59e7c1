using System.Collections;
using System.Diagnostics.CodeAnalysis;
using PruneBuild.Engine.Pruning.Refitting;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Tests.Pruning.Refitting;

[TestClass]
public sealed class TeacherMemoryTests
{
    [TestMethod]
    public void WhatIsKeptIsAskedForOnce()
    {
        var (memory, batch) = (new TeacherMemory(), new Counted());

        memory.Keep(new TaughtValue("y", [batch]));

        Assert.AreEqual(1, batch.Asked);
        Assert.AreEqual(2, memory.Find("y")!.On(0).ToFloats().Single());
        Assert.IsNull(memory.Find("x"));
    }

    /// <summary>A value that is read from a file whenever somebody asks for it.</summary>
    private sealed class Counted : IReadOnlyDictionary<string, Tensor>
    {
        public int Asked { get; private set; }

        public int Count => 1;

        public IEnumerable<string> Keys => ["y"];

        public IEnumerable<Tensor> Values => [this["y"]];

        public Tensor this[string key]
        {
            get
            {
                Asked++;
                return Tensor.Of([2f], 1);
            }
        }

        public bool ContainsKey(string key) => key == "y";

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out Tensor value)
        {
            value = ContainsKey(key) ? this[key] : null;
            return value is not null;
        }

        public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() =>
            Keys.Select(key => KeyValuePair.Create(key, this[key])).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
