using RepDynamics.Checkpoints;
using RepDynamics.Tests.IO;

namespace RepDynamics.Tests.Checkpoints;

/// <summary>Layers stand in the order of the file, of their names if a program sorted the file, or as given.</summary>
public class LayerOrderTests : FolderFixture
{
    [TestCase("conv1 layer1 layer2 fc", "conv1 layer1 layer2 fc", "as stored in 0.npz")]
    [TestCase("dec10 dec9 dec2 dec1", "dec10 dec9 dec2 dec1", "as stored in 0.npz")]
    [TestCase("Block_0 Block_1 Block_10 Block_2", "Block_0 Block_1 Block_2 Block_10", "by name")]
    [TestCase("Block_1_norm Block_10_norm Block_2_norm", "Block_1_norm Block_2_norm Block_10_norm", "by name")]
    [TestCase("['b']['1'] ['b']['10'] ['b']['9']", "['b']['1'] ['b']['9'] ['b']['10']", "by name")]
    [TestCase("['block1']['__call__'][0] ['block10']['__call__'][0] ['head']['__call__'][0] ['stem']['__call__'][0]", "['stem']['__call__'][0] ['block1']['__call__'][0] ['block10']['__call__'][0] ['head']['__call__'][0]", "by name")]
    [TestCase("b.1.mlp b.10.mlp b.2.mlp head", "b.1.mlp b.2.mlp b.10.mlp head", "by name")]
    public void Arrays_of_npz_keep_their_order_unless_it_is_sorted(string stored, string expected, string order)
    {
        foreach (int epoch in new[] { 0, 1 }) File.WriteAllBytes(Path.Combine(Folder, $"{epoch}.npz"), NumpyFiles.Npz([.. stored.Split(' ').Select(Layer)]));

        var opened = CheckpointFolder.Open(Folder);

        Assert.That(string.Join(' ', opened.Layers.Select(l => l.Name)), Is.EqualTo(expected));
        Assert.That(opened.Order, Is.EqualTo(order));
    }

    [Test]
    public void Tensors_of_safetensors_are_ordered_by_name_with_numbers_as_numbers()
    {
        Safetensors("block10", "block2", "block2.mlp", "block02", "norm", "block1");

        Assert.That(Names(new()), Is.EqualTo("block1 block02 block2 block2.mlp block10 norm"));
    }

    [TestCase("model.embed_tokens model.layers.0 model.layers.1 model.norm lm_head")]
    [TestCase("transformer.wte transformer.h.0 transformer.h.0.mlp.fc transformer.h.1 transformer.ln_f")]
    [TestCase("stem layer1 layer2.fc layer3 fc")]
    [TestCase("patch_embed blocks.0 blocks.1 norm head")]
    [TestCase("net.conv1 net.layer1 net.layer2 net.fc")]
    public void Common_names_of_the_first_and_last_layer_have_their_place(string expected)
    {
        Safetensors([.. expected.Split(' ').Reverse()]);

        Assert.That(Names(new()), Is.EqualTo(expected));
    }

    [TestCase("model.*,lm_head", "", "model.embed model.layers.2 model.layers.10 lm_head")]
    [TestCase("*,lm_head", "", "model.embed model.layers.2 model.layers.10 lm_head")]
    [TestCase("lm_head,model.layers.?", "", "lm_head model.layers.2")]
    [TestCase("*.10,*.2", "", "model.layers.10 model.layers.2")]
    [TestCase("", "lm_head", "model.embed model.layers.2 model.layers.10")]
    [TestCase("*,lm_head", "model.layers.*", "model.embed lm_head")]
    [TestCase("model.layers.*", "lm_head", "model.layers.2 model.layers.10")]
    [TestCase("*,*", "", "model.embed model.layers.2 model.layers.10 lm_head")]
    public void Layers_are_chosen_and_ordered(string layers, string without, string expected)
    {
        Safetensors("lm_head", "model.embed", "model.layers.10", "model.layers.2");

        Assert.That(Names(new() { Layers = [.. Split(layers)], Without = [.. Split(without)] }), Is.EqualTo(expected));

        static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    [TestCase("block9", "", "There is no layer 'block9'.")]
    [TestCase("", "blok*", "There is no layer 'blok*'.")]
    [TestCase("", "*", "All layers are left out.")]
    public void A_choice_without_layers_is_refused(string layers, string without, string message)
    {
        Safetensors("block1", "block2");

        Assert.That(
            () => Names(new() { Layers = layers.Length > 0 ? [layers] : [], Without = without.Length > 0 ? [without] : [] }),
            Throws.InstanceOf<CheckpointException>().With.Message.EqualTo(message));
    }

    private string Names(CheckpointOptions options) => string.Join(' ', CheckpointFolder.Open(Folder, options).Layers.Select(l => l.Name));

    private void Safetensors(params string[] names)
    {
        foreach (int epoch in new[] { 0, 1 })
        {
            File.WriteAllBytes(
                Path.Combine(Folder, $"{epoch}.safetensors"), SafetensorsSamples.Written([.. names.Select(n => NumpyFiles.Tensor(n, NumpyFiles.Drifting(1)))]));
        }
    }

    private static (string, byte[]) Layer(string name) => (name, NumpyFiles.Features(NumpyFiles.Drifting(1)));
}
