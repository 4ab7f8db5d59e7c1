using System.Runtime.InteropServices;
using PruneBuild.Inference;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Masks;

/// <summary>Two small trained language models with the calibration windows of the reference figures.</summary>
internal static class LanguageModels
{
    public static (OnnxModel Model, IReadOnlyList<Batch> Calibration) Of(string name) =>
        name == "stories" ? (Read("stories260k"), Stories()) : (Read("shakespeare-char-gpt"), Characters());

    private static OnnxModel Read(string name) => OnnxReader.Read(SharedFolder.Require("data", name, $"{name}.onnx")).Value!;

    /// <summary>The first 32,768 tokens as 128 windows of 256.</summary>
    private static Batch[] Stories()
    {
        var tokens = MemoryMarshal.Cast<byte, ushort>(
            File.ReadAllBytes(SharedFolder.Require("data", "tinystories", "tok512_200stories.u16"))).ToArray();
        return Windows(
            [.. Enumerable.Range(0, 128).Select(i => tokens.AsSpan(256 * i, 256).ToArray().Select(token => (long)token).ToArray())], 16);
    }

    /// <summary>1,024 windows of 32 characters, 980 apart.</summary>
    private static Batch[] Characters()
    {
        var text = File.ReadAllText(SharedFolder.Require("data", "tinyshakespeare", "input.txt"));
        var alphabet = text.Distinct().Order().ToArray();
        return Windows(
            [.. Enumerable.Range(0, 1024).Select(i => text.Substring(980 * i, 32).Select(c => (long)Array.IndexOf(alphabet, c)).ToArray())],
            64);
    }

    private static Batch[] Windows(long[][] windows, int size) =>
    [
        .. windows.Chunk(size).Select((chunk, i) => new Batch(
            new Dictionary<string, Tensor>
            {
                ["input_ids"] = Tensor.Of(chunk.SelectMany(window => window).ToArray(), chunk.Length, chunk[0].Length),
            },
            [.. Enumerable.Range(i * size, chunk.Length)])),
    ];
}
