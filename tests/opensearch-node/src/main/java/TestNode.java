import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.MockNode;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4ModulePlugin;

/** One node of a cluster of tests, with the production services of OpenSearch. */
public final class TestNode {
    /** Arguments: folder, name, HTTP port, transport port, and those of all nodes: name=port,… */
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        for (String folder : List.of("config", "modules", "plugins", "data", "logs")) {
            Files.createDirectories(home.resolve(folder));
        }
        String name = arguments[1];
        List<String> names = List.of(arguments[4].split(",")).stream().map(TestNode::before).toList();
        List<String> seeds = List.of(arguments[4].split(",")).stream().map(TestNode::address).toList();
        Settings settings =
            Settings.builder()
                .put("path.home", home)
                .put("path.data", home.resolve("data"))
                .put("path.logs", home.resolve("logs"))
                .put("cluster.name", "diachi-tests")
                .put("node.name", name)
                .putList("node.roles", "cluster_manager", "data", "ingest")
                .put("network.host", "127.0.0.1")
                .put("http.port", arguments[2])
                .put("transport.port", arguments[3])
                .put("http.type", "netty4")
                .put("transport.type", "netty4")
                .putList("discovery.seed_hosts", seeds)
                .putList("cluster.initial_cluster_manager_nodes", names)
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .build();
        Node node = new MockNode(settings, List.of(Netty4ModulePlugin.class, CommonAnalysisModulePlugin.class));
        node.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
        new CountDownLatch(1).await();
    }

    private static String before(String pair) {
        return pair.substring(0, pair.indexOf('='));
    }

    private static String address(String pair) {
        return "127.0.0.1:" + pair.substring(pair.indexOf('=') + 1);
    }

    private static void close(Node node) {
        try {
            node.close();
        } catch (Exception error) {
            error.printStackTrace();
        }
    }
}
